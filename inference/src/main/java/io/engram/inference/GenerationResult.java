package io.engram.inference;

import java.util.List;

/**
 * What a generation produced.
 *
 * @param text
 *            the generated text, without the prompt, the end token or a stop string
 * @param tokens
 *            the generated ids in order, the end token excluded
 * @param promptTokens
 *            number of prompt tokens computed for this call
 * @param reason
 *            why it ended
 * @param prefillSeconds
 *            time for the prompt
 * @param decodeSeconds
 *            time for the generated tokens
 */
public record GenerationResult(String text, List<Integer> tokens, int promptTokens, StopReason reason,
        double prefillSeconds, double decodeSeconds) {
    /** Copies the list. */
    public GenerationResult {
        tokens = List.copyOf(tokens);
    }

    /** Why a generation ended. */
    public enum StopReason {
        /** The model said so: an end-of-text or end-of-turn token. */
        END_OF_TEXT,
        /** {@link GenerationOptions#maxTokens()} were generated. */
        MAX_TOKENS,
        /** A stop string appeared. */
        STOP_STRING,
        /** The session's context is full. */
        CONTEXT_FULL
    }
}
