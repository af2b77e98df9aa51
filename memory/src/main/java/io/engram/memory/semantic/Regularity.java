package io.engram.memory.semantic;

import io.engram.memory.Provenance;
import java.time.Instant;
import java.util.List;

/**
 * What tends to follow: in a situation, an action brought an outcome, in at least two distinct episodes.
 *
 * @param id unique in the agent's memory
 * @param situation the condition: features separated by {@code "; "}, sorted
 * @param action the action
 * @param outcome what followed
 * @param count how often it followed
 * @param trials how often the action was taken in the situation
 * @param support in how many distinct episodes it followed
 * @param meanReward mean reward of the steps in which it followed
 * @param episodes ids of the newest of those episodes, at most {@value #MAX_EPISODES}, ascending
 * @param learnedAt when it was promoted
 * @param provenance where it comes from, with the lowest trust of its episodes
 * @param general whether the condition is what all situations had in common in which the outcome followed; else it is one
 *            whole situation that knows better than the general regularity
 */
public record Regularity(long id, String situation, String action, String outcome, int count, int trials, int support,
        double meanReward, List<Long> episodes, Instant learnedAt, Provenance provenance,
        boolean general) {
    /** How many supporting episodes a regularity names. */
    public static final int MAX_EPISODES = 16;

    public Regularity {
        episodes = List.copyOf(episodes);
    }

    /** The share of trials in which the outcome followed, shrunk towards one half as if by two further trials. */
    public double confidence() {
        return (count + 1.0) / (trials + 2.0);
    }

    /** The regularity as a short sentence. */
    public String text() {
        return "when " + (situation.isEmpty() ? "anywhere" : situation) + ", " + action + " leads to " + outcome;
    }
}
