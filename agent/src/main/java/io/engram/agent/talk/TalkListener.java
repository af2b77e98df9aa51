package io.engram.agent.talk;

/** Hears a turn as it happens, on the conversation's thread. */
public interface TalkListener {
    /** More of the thinking. */
    default void thinking(String piece) {
    }

    /** More of the reply. */
    default void text(String piece) {
    }

    /** A tool was called. */
    default void tool(ToolStep step) {
    }
}
