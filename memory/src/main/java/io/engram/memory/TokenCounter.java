package io.engram.memory;

/** Counts the tokens a text costs in the agent's context. Pure and thread-safe. */
@FunctionalInterface
public interface TokenCounter {
    /** Tokens of the text, at least 0; longer text never costs fewer. */
    int count(String text);

    /**
     * A model-free estimate for use where no tokenizer is loaded: one token for every four UTF-16 units of Latin-like
     * text and one for every ideograph or kana, rounded up.
     */
    static TokenCounter estimate() {
        return text -> {
            int quarters = 0;
            for (int i = 0; i < text.length(); i++) {
                quarters += text.charAt(i) >= '\u2e80' ? 4 : 1;
            }
            return (quarters + 3) / 4;
        };
    }
}
