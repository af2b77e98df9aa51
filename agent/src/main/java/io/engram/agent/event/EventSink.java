package io.engram.agent.event;

import java.util.function.Function;

/** Where a part of the agent says what it does. Any thread; may wait while too many events are on their way. */
@FunctionalInterface
public interface EventSink {
    /** Hears nothing. */
    EventSink NONE = (turn, event) -> {
    };

    /**
     * Says one thing.
     *
     * @param turn number of the turn or episode it belongs to; 0 for none
     * @param event makes the event from its stamp; called once, on the calling thread
     */
    void emit(long turn, Function<Stamp, AgentEvent> event);
}
