package io.engram.inference.chat;

/** A piece of a reply, as soon as it is certain what it is. */
public sealed interface ReplyEvent {
    /** More of the thinking. */
    record Thinking(String piece) implements ReplyEvent {
    }

    /** More of the answer. */
    record Text(String piece) implements ReplyEvent {
    }

    /** A whole tool call. */
    record Call(ToolCall call) implements ReplyEvent {
    }

    /** How many tokens the thinking took, where only that is told of it. */
    record Thought(int tokens) implements ReplyEvent {
    }
}
