package io.engram.planner;

/**
 * A world in which whole sequences of actions can be tried out together from the present state; what {@link CemPlanner}
 * needs. Called by one thread at a time; the same sequences from the same state get the same scores.
 */
public interface SequenceWorld {
    /** Number of actions, at least 1. */
    int actionCount();

    /**
     * Scores sequences from the present state.
     *
     * @param actions [count][horizon] without gaps
     * @param scores receives [count] discounted returns, what is expected behind the horizon included; finite
     */
    void score(int[] actions, int count, int horizon, float[] scores);

    /** How an action is called in a plan that a person reads. */
    default String actionName(int action) {
        return "a" + action;
    }
}
