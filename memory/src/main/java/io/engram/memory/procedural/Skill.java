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
 * @param channels everywhere it was seen to succeed; more than one makes it independent of the place
 * @param termination features that hold once it is done and did not have to hold before: what it brings about; empty if
 *            nothing of that kind was seen
 * @param parameters what has to be filled in, in order of appearance; an action names one as {@code ?name}
 */
public record Skill(long id, String name, String channel, Set<String> condition, List<String> actions, String outcome,
        int support, int successes, int failures, int uses, int usesSucceeded, double meanCost, double gain,
        Status status, List<Long> episodes, Instant learnedAt, Instant lastUsed, Provenance provenance,
        Set<String> channels, Set<String> termination, List<Parameter> parameters) {
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

    /**
     * A value that differed from episode to episode.
     *
     * @param name its name, without the question mark
     * @param examples values it had, at most {@value #MAX_EXAMPLES}
     */
    public record Parameter(String name, List<String> examples) {
        /** How many values a parameter shows. */
        public static final int MAX_EXAMPLES = 4;

        public Parameter {
            examples = List.copyOf(examples);
        }
    }

    /** A skill of one place without parameters. */
    public Skill(long id, String name, String channel, Set<String> condition, List<String> actions, String outcome,
            int support, int successes, int failures, int uses, int usesSucceeded, double meanCost, double gain,
            Status status, List<Long> episodes, Instant learnedAt, Instant lastUsed, Provenance provenance) {
        this(id, name, channel, condition, actions, outcome, support, successes, failures, uses, usesSucceeded,
                meanCost, gain, status, episodes, learnedAt, lastUsed, provenance, Set.of(channel), Set.of(),
                List.of());
    }

    public Skill {
        channels = java.util.Collections
                .unmodifiableSet(new java.util.TreeSet<>(channels.isEmpty() ? Set.of(channel) : channels));
        termination = java.util.Collections.unmodifiableSet(new java.util.TreeSet<>(termination));
        parameters = List.copyOf(parameters);
        condition = java.util.Collections.unmodifiableSet(new java.util.TreeSet<>(condition));
        actions = List.copyOf(actions);
        episodes = List.copyOf(episodes);
    }

    /** The same skill in another status. */
    public Skill withStatus(Status newStatus) {
        return new Skill(id, name, channel, condition, actions, outcome, support, successes, failures, uses,
                usesSucceeded, meanCost, gain, newStatus, episodes, learnedAt, lastUsed, provenance, channels,
                termination, parameters);
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
