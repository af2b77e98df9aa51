package io.engram.memory.procedural;

import io.engram.memory.Provenance;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A sequence of actions that repeatedly led to success: an option in the sense of Sutton, Precup and Singh 1999, with an
 * initiation condition, a fixed policy, and termination at its last action or when the outcome fails to come.
 *
 * @param id unique in the agent's memory
 * @param name a readable name, for example {@code pickup-left-forward}
 * @param channel where it was learned, for example {@code environment:door-key}
 * @param condition features that must all hold at the start; empty if it may start anywhere
 * @param actions the actions in order, two or more
 * @param outcome what followed the last action most often, empty if nothing with a name
 * @param support in how many distinct successful episodes it was seen
 * @param successes seen in successful episodes plus uses reported as successful
 * @param failures seen in failed episodes plus uses reported as failed
 * @param uses how often a use was reported
 * @param usesSucceeded how many of those succeeded
 * @param meanCost mean cost in actions over reported uses; the number of actions before the first
 * @param gain success rate with it minus the rate over all episodes, both shrunk
 * @param status whether it is offered
 * @param episodes ids of the newest supporting episodes, at most {@value #MAX_EPISODES}, ascending
 * @param learnedAt when it was promoted
 * @param lastUsed when a use was last reported or it was last seen in an episode
 * @param provenance where it comes from, with the lowest trust of its episodes
 */
public record Skill(long id, String name, String channel, Set<String> condition, List<String> actions, String outcome,
        int support, int successes, int failures, int uses, int usesSucceeded, double meanCost, double gain,
        Status status, List<Long> episodes, Instant learnedAt, Instant lastUsed, Provenance provenance) {
    /** How many supporting episodes a skill names. */
    public static final int MAX_EPISODES = 16;

    /** Whether a skill is offered. The order is stored: only append. */
    public enum Status {
        /** Offered. */
        ACTIVE,
        /** Failed too often in use. */
        DEMOTED,
        /** Not used or seen for a long time. */
        RETIRED
    }

    public Skill {
        condition = java.util.Collections.unmodifiableSet(new java.util.TreeSet<>(condition));
        actions = List.copyOf(actions);
        episodes = List.copyOf(episodes);
    }

    /** The success rate, shrunk towards one half as if by two further trials. */
    public double successRate() {
        return (successes + 1.0) / (successes + failures + 2.0);
    }

    /** The success rate of reported uses, shrunk towards one half as if by two further uses. */
    public double useRate() {
        return (usesSucceeded + 1.0) / (uses + 2.0);
    }

    /** The skill as a short sentence. */
    public String text() {
        return "when " + (condition.isEmpty() ? "anywhere" : String.join("; ", condition)) + ": "
                + String.join(", ", actions) + (outcome.isEmpty() ? "" : " to reach " + outcome);
    }
}
