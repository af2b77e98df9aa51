package io.engram.memory;

/**
 * How much an episode stands out: what its writer said, raised by surprise, by reward (good or bad) and by an explicit mark.
 * Pure.
 *
 * <p>Each source takes its share of what is missing to 1, so that none can lower it: {@code 1 - (1 - s)(1 - e/2)(1 - r/2)} with
 * {@code e = 1 - exp(-surprise)} and {@code r = min(1, |reward|)}; a mark lifts it to at least {@value #MARKED}.
 */
public final class Salience {
    /** The least salience of what somebody asked to keep. */
    public static final double MARKED = 0.95;

    private Salience() {
    }

    /** The salience under which a draft is remembered, in [0, 1]. */
    public static double of(EpisodeDraft draft) {
        double expectation = 1 - Math.exp(-draft.surprise());
        double reward = Math.min(1, Math.abs(draft.reward()));
        double raised = 1 - (1 - expectation / 2) * (1 - reward / 2);
        double salience = draft.salience() + (1 - draft.salience()) * raised;
        return draft.marked() ? Math.max(salience, MARKED) : salience;
    }
}
