package io.engram.agent.talk;

import io.engram.inference.chat.ThinkingBudget;
import java.util.Locale;

/** How long the model may think before it answers. */
public enum Effort {
    /** Answers at once. */
    OFF(0),
    /** A thought or two. */
    LOW(32),
    /** Enough for a sum or two notes that belong together. */
    MEDIUM(128),
    /** As long as any of the trained problems takes. */
    HIGH(512);

    private final int tokens;

    Effort(int tokens) {
        this.tokens = tokens;
    }

    /**
     * Reads a level.
     *
     * @throws IllegalArgumentException
     *             if it is none
     */
    public static Effort parse(String text) {
        for (Effort effort : values())
            if (effort.name().equalsIgnoreCase(text.strip()))
                return effort;
        throw new IllegalArgumentException("thinking: expected off, low, medium or high, received "
                + (text.isBlank() ? "nothing" : text.strip()));
    }

    /** The name as typed. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The budget for the shipped model, in tokens of its small vocabulary; at most a third of the context. */
    ThinkingBudget own(int context) {
        return new ThinkingBudget(Math.min(tokens, context / 3), this == OFF ? "low" : word());
    }

    /** The budget for another model; at most half of the context. */
    ThinkingBudget foreign(int context) {
        ThinkingBudget usual = ThinkingBudget.parse(word());
        return new ThinkingBudget(Math.min(usual.tokens(), context / 2), usual.effort());
    }
}
