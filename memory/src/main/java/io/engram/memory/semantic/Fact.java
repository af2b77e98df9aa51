package io.engram.memory.semantic;

import io.engram.memory.Provenance;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Something the agent believes or believed, with validity in two times: when it held in the world, and when the agent
 * learned it and gave it up.
 *
 * @param id unique in the agent's memory
 * @param subject whom or what it is about
 * @param relation what is said of it
 * @param object the value
 * @param qualifiers circumstances by name
 * @param singleValued whether a new value ends this one
 * @param confidence in [0, 1]
 * @param validFrom since when it holds in the world; {@link Instant#MIN} if unknown
 * @param validTo until when; {@link Instant#MAX} while it holds
 * @param learnedAt when the agent first believed it
 * @param retiredAt when the agent gave it up; {@link Instant#MAX} while it has not
 * @param support how many distinct episodes say so
 * @param episodes their ids, ascending
 * @param provenance where it comes from, with the lowest trust of its episodes
 * @param negated whether it says that this is not so
 * @param closedBy the id of the fact that ended its validity, 0 if none did
 * @param closedIn the id of the episode that says it ended, 0 if none does
 * @param statedUntil the end of its validity as stated, before anything closed it; {@link Instant#MAX} if none was stated
 * @param startStated whether its beginning was stated; else {@code validFrom} is when it was first said to hold
 */
public record Fact(long id, String subject, String relation, String object, Map<String, String> qualifiers,
        boolean singleValued, double confidence, Instant validFrom, Instant validTo, Instant learnedAt,
        Instant retiredAt, int support, List<Long> episodes, Provenance provenance, boolean negated, long closedBy,
        long closedIn, Instant statedUntil, boolean startStated) {
    public Fact {
        qualifiers = Collections.unmodifiableMap(new TreeMap<>(qualifiers));
        episodes = List.copyOf(episodes);
    }

    /** A fact that is stated as true and that nothing has ended. */
    public Fact(long id, String subject, String relation, String object, Map<String, String> qualifiers,
            boolean singleValued, double confidence, Instant validFrom, Instant validTo, Instant learnedAt,
            Instant retiredAt, int support, List<Long> episodes, Provenance provenance) {
        this(id, subject, relation, object, qualifiers, singleValued, confidence, validFrom, validTo, learnedAt,
                retiredAt, support, episodes, provenance, false, 0, 0, validTo, false);
    }

    /** Whether it holds at a time in the world and is still believed. */
    public boolean holdsAt(Instant time) {
        return believed() && !time.isBefore(validFrom) && time.isBefore(validTo);
    }

    /** Whether the agent has not given it up. What ended in the world is still believed to have been so. */
    public boolean believed() {
        return retiredAt.equals(Instant.MAX);
    }

    /** The fact as a short sentence. */
    public String text() {
        return (negated ? "not so: " : "") + subject + ' ' + relation + ' ' + object;
    }

    /** The fact as a short sentence that says when it ended, if it has. */
    public String told() {
        return validTo.equals(Instant.MAX) || validTo.equals(Instant.MIN)
                ? text()
                : text() + " (until " + validTo.atOffset(java.time.ZoneOffset.UTC).toLocalDate() + ')';
    }

    /** The same fact, ended in the world by another fact, by an episode, or by neither. */
    public Fact closedAt(Instant end, long fact, long episode) {
        return new Fact(id, subject, relation, object, qualifiers, singleValued, confidence, validFrom, end, learnedAt,
                retiredAt, support, episodes, provenance, negated, fact, episode, statedUntil,
                startStated);
    }

    /** The same fact as it was before something closed it. */
    public Fact reopened() {
        return closedAt(statedUntil, 0, 0);
    }

    /** The same fact, given up by the agent because of an episode. */
    public Fact retired(Instant at, long episode) {
        return new Fact(id, subject, relation, object, qualifiers, singleValued, confidence, validFrom, validTo,
                learnedAt, at, support, episodes, provenance, negated, closedBy, episode, statedUntil,
                startStated);
    }

    /** The same fact on other evidence. */
    public Fact supportedBy(List<Long> newEpisodes, int newSupport, double newConfidence, Instant from,
            boolean newStartStated, Provenance newProvenance) {
        return new Fact(id, subject, relation, object, qualifiers, singleValued, newConfidence, from, validTo,
                learnedAt, retiredAt, newSupport, newEpisodes, newProvenance, negated, closedBy, closedIn, statedUntil,
                newStartStated);
    }
}
