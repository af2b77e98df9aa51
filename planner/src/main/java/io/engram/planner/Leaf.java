package io.engram.planner;

import java.util.Arrays;

/**
 * A world's judgement of one state: a buffer owned by the planner and filled by {@link World#evaluate}. The fields are open
 * because this is the innermost loop.
 */
public final class Leaf {
    /** [actions] Which actions may be made here. At a chance node: which outcomes exist. */
    public final boolean[] legal;
    /**
     * [actions] How promising each action looks before searching: finite, at least 0, of any sum; the planner normalises over
     * the legal ones, and takes them as equal when all are 0. At a chance node: the probability of each outcome.
     */
    public final float[] prior;
    /** Expected discounted return from here on for the player who moves here. */
    public float value;
    /** Standard deviation of {@link #value} as far as the model knows it; 0 where it is exact or unknown. */
    public float uncertainty;
    /** Whether nature moves here: an outcome is drawn by {@link #prior} instead of chosen. */
    public boolean chance;

    public Leaf(int actions) {
        if (actions < 1) {
            throw new IllegalArgumentException("actions must be at least 1 but is " + actions);
        }
        legal = new boolean[actions];
        prior = new float[actions];
        reset();
    }

    /** Everything legal, uniform prior, value 0, a decision node. */
    public void reset() {
        Arrays.fill(legal, true);
        Arrays.fill(prior, 1f);
        value = 0f;
        uncertainty = 0f;
        chance = false;
    }
}
