package io.engram.inference.curriculum;

import io.engram.inference.layout.Prompt;
import java.util.List;
import java.util.Set;

/**
 * One thing to learn or to be judged by.
 *
 * @param suite
 *            what it trains
 * @param prompt
 *            everything before the reply, up to and with the line that opens it
 * @param thinking
 *            the steps that lead there, or empty
 * @param reply
 *            what to say
 * @param check
 *            judges another reply
 */
public record Example(String suite, String prompt, String thinking, String reply, Check check) {
    private static final String THINK = "<think>\n";
    private static final String THOUGHT = "\n</think>\n\n";

    /** The text that follows the prompt: thinking in its tags, reply, end of turn. */
    public String completion() {
        return THINK + thinking + THOUGHT + reply + Prompt.END;
    }

    /** The tags without a thought between them: given as part of the prompt, they tell the model not to think. */
    public static String withoutThinking() {
        return THINK + THOUGHT;
    }

    /** The token that ends a turn. */
    public static String endOfTurn() {
        return "<|im_end|>";
    }

    /** The token that ends a text. */
    public static String endOfText() {
        return "<|endoftext|>";
    }

    /** The tags that may stand in a reply: around thinking, tool calls and their results. */
    public static Set<String> marks() {
        return Set.of("<think>", "</think>", "<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>");
    }

    /** All special tokens of the layout. */
    public static List<String> specialTokens() {
        return List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<think>", "</think>", "<tool_call>",
                "</tool_call>", "<tool_response>", "</tool_response>");
    }
}
