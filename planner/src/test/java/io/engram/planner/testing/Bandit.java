package io.engram.planner.testing;

import io.engram.planner.Leaf;
import io.engram.planner.Transition;
import io.engram.planner.World;

/** One choice, then the end; every arm's reward, prior and legality is given. */
public final class Bandit implements World {
    private final float[] rewards;
    private final float[] priors;
    private final boolean[] legal;

    /** All arms legal. */
    public Bandit(float[] rewards, float[] priors) {
        this(rewards, priors, allTrue(rewards.length));
    }

    /** Arms with a mask. */
    public Bandit(float[] rewards, float[] priors, boolean[] legal) {
        this.rewards = rewards.clone();
        this.priors = priors.clone();
        this.legal = legal.clone();
    }

    private static boolean[] allTrue(int n) {
        boolean[] all = new boolean[n];
        java.util.Arrays.fill(all, true);
        return all;
    }

    @Override
    public int actionCount() {
        return rewards.length;
    }

    @Override
    public void reserve(int slots) {
        // a bandit has no state
    }

    @Override
    public void evaluate(int slot, Leaf out) {
        System.arraycopy(priors, 0, out.prior, 0, priors.length);
        System.arraycopy(legal, 0, out.legal, 0, legal.length);
    }

    @Override
    public void step(int from, int action, int to, Transition out) {
        if (!legal[action]) {
            throw new IllegalArgumentException("illegal arm " + action);
        }
        out.reward = rewards[action];
        out.discount = 0;
    }
}
