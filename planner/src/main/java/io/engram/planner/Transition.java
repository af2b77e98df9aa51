package io.engram.planner;

/** What one step did: a buffer owned by the planner and filled by {@link World#step}. */
public final class Transition {
    /** Reward for the player who moved. */
    public float reward;
    /** Factor on everything that follows, 0 to 1; 0 means that the world ended. */
    public float discount;
    /** Whether the opponent moves next; what follows then counts against the player who moved. */
    public boolean turnPasses;
    /** How far the model believes itself here, 0 to 1; the search does not look deeper where the product along a path is too low. */
    public float trust;
    /** Probability that this step breaks a hard constraint, 0 to 1. */
    public float failure;

    public Transition() {
        reset();
    }

    /** Reward 0, discount 1, the same player moves on, full trust, no failure. */
    public void reset() {
        reward = 0f;
        discount = 1f;
        turnPasses = false;
        trust = 1f;
        failure = 0f;
    }
}
