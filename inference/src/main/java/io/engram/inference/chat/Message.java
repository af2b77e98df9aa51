package io.engram.inference.chat;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One message of a dialogue.
 *
 * @param role
 *            {@code system, user, assistant} or {@code tool}
 * @param content
 *            what it says
 * @param thinking
 *            what an assistant thought before, or empty
 * @param toolCalls
 *            calls that an assistant made
 * @param toolCallId
 *            the call that a tool's message answers, or null; calls are numbered {@code call00000} on within a dialogue
 */
public record Message(String role, String content, String thinking, List<ToolCall> toolCalls,
        @Nullable String toolCallId) {
    /** Copies the list. */
    public Message {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(thinking, "thinking");
        toolCalls = List.copyOf(toolCalls);
    }

    /** What the model is to be. */
    public static Message system(String content) {
        return new Message("system", content, "", List.of(), null);
    }

    /** What a user says. */
    public static Message user(String content) {
        return new Message("user", content, "", List.of(), null);
    }

    /** What the model answered. */
    public static Message assistant(Reply reply) {
        return new Message("assistant", reply.text(), reply.thinking(), reply.toolCalls(), null);
    }

    /** What a tool gave back. */
    public static Message tool(String toolCallId, String content) {
        return new Message("tool", content, "", List.of(), toolCallId);
    }
}
