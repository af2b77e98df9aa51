package io.engram.inference.chat;

import java.util.Locale;

/**
 * How many tokens a reply may think before its answer begins.
 *
 * @param tokens
 *            at least 0; thinking that reaches it is closed and the answer follows
 * @param effort
 *            what templates that know an effort are told: {@code low, medium} or {@code high}
 */
public record ThinkingBudget(int tokens, String effort) {
    /** Refuses negative budgets. */
    public ThinkingBudget {
        if (tokens < 0) {
            throw new IllegalArgumentException("thinking: expected >= 0 tokens, received " + tokens);
        }
    }

    /** No thinking. */
    public static ThinkingBudget off() {
        return new ThinkingBudget(0, "low");
    }

    /** A moment: 512 tokens. */
    public static ThinkingBudget low() {
        return new ThinkingBudget(512, "low");
    }

    /** A while: 2048 tokens. */
    public static ThinkingBudget medium() {
        return new ThinkingBudget(2048, "medium");
    }

    /** Long: 16384 tokens. */
    public static ThinkingBudget high() {
        return new ThinkingBudget(16384, "high");
    }

    /** A number of tokens. */
    public static ThinkingBudget of(int tokens) {
        return new ThinkingBudget(tokens, tokens <= 512 ? "low" : tokens <= 4096 ? "medium" : "high");
    }

    /**
     * {@code off, low, medium, high} or a number of tokens.
     *
     * @throws IllegalArgumentException
     *             if it is none of these
     */
    public static ThinkingBudget parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "off" -> off();
            case "low" -> low();
            case "medium" -> medium();
            case "high" -> high();
            default -> {
                if (!text.matches("[0-9]{1,8}")) {
                    throw new IllegalArgumentException(
                            "thinking: expected off, low, medium, high or a number of tokens, received " + text);
                }
                yield of(Integer.parseInt(text));
            }
        };
    }
}
