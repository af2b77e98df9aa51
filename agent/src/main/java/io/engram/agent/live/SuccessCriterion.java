package io.engram.agent.live;

/** Whether an episode counts as a success. */
@FunctionalInterface
public interface SuccessCriterion {
    /** The world ended the episode and its return is positive: what sparse goal-reaching worlds mean by success. */
    SuccessCriterion GOAL_REACHED = (episodeReturn, steps, terminated) -> terminated && episodeReturn > 0;

    /**
     * Judges a finished episode.
     *
     * @param episodeReturn undiscounted sum of the rewards
     * @param steps actions taken
     * @param terminated whether the world's own rules ended it, not a step limit
     */
    boolean test(double episodeReturn, int steps, boolean terminated);
}
