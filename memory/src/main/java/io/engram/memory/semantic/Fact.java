package io.engram.memory.semantic;

import io.engram.memory.Provenance;
import java.time.Instant;
import java.util.List;
import java.util.Map;

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
 */
public record Fact(long id, String subject, String relation, String object, Map<String, String> qualifiers,
        boolean singleValued, double confidence, Instant validFrom, Instant validTo, Instant learnedAt,
        Instant retiredAt, int support, List<Long> episodes, Provenance provenance) {
    public Fact {
        qualifiers = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(qualifiers));
        episodes = List.copyOf(episodes);
    }

    /** Whether it holds at a time in the world and is still believed. */
    public boolean holdsAt(Instant time) {
        return retiredAt.equals(Instant.MAX) && !time.isBefore(validFrom) && time.isBefore(validTo);
    }

    /** The fact as a short sentence. */
    public String text() {
        return subject + ' ' + relation + ' ' + object;
    }
}
