package io.engram.agent;

import io.engram.agent.event.AgentEvent;
import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * An agent's events as a stream with back pressure for one listener.
 *
 * <p>Events start to flow when a handler is set. A paused or slow listener has a buffer of its own; when it is full the
 * oldest events are dropped for this listener alone and an {@link AgentEvent.Missed} with their number comes in their
 * place. Other listeners and the agent are not slowed down. The end handler is called when the agent closes.
 *
 * <p>Methods may be called on any thread; handlers are called on the agent's event loop and must not block.
 */
public interface EventSubscription extends ReadStream<AgentEvent>, AutoCloseable {
    @Override
    EventSubscription handler(@Nullable Handler<AgentEvent> handler);

    @Override
    EventSubscription exceptionHandler(@Nullable Handler<Throwable> handler);

    @Override
    EventSubscription endHandler(@Nullable Handler<Void> handler);

    @Override
    EventSubscription pause();

    @Override
    EventSubscription resume();

    @Override
    EventSubscription fetch(long amount);

    /** Ends the subscription; nothing is delivered afterwards. Closing again does nothing. */
    @Override
    void close();
}
