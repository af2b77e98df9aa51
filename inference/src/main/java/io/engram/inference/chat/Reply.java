package io.engram.inference.chat;

import java.util.List;

/**
 * What a model answered.
 *
 * @param text
 *            the answer, without white space around it
 * @param thinking
 *            what came before the answer, without white space around it; empty if nothing did
 * @param toolCalls
 *            the calls in order
 */
public record Reply(String text, String thinking, List<ToolCall> toolCalls) {
    /** Copies the list. */
    public Reply {
        toolCalls = List.copyOf(toolCalls);
    }
}
