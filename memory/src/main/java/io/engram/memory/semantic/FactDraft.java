package io.engram.memory.semantic;

import io.engram.memory.Provenance;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A fact as its writer knows it.
 *
 * @param subject whom or what it is about
 * @param relation what is said of it, for example {@code lives in}
 * @param object the value
 * @param qualifiers circumstances by name, for example {@code place}
 * @param singleValued whether a subject has one value of this relation at a time, so that a new one ends the old
 * @param confidence in [0, 1]
 * @param validFrom since when it holds in the world; {@link Instant#MIN} if unknown
 * @param validTo until when; {@link Instant#MAX} if it still holds
 * @param provenance where it comes from
 * @param episodes ids of the episodes that say so
 */
public record FactDraft(String subject, String relation, String object, Map<String, String> qualifiers,
        boolean singleValued, double confidence, Instant validFrom, Instant validTo, Provenance provenance,
        List<Long> episodes) {
    public FactDraft {
        if (subject.isBlank() || relation.isBlank() || object.isBlank()) {
            throw new IllegalArgumentException("subject, relation and object must not be blank, were \"" + subject
                    + "\", \"" + relation + "\", \"" + object + '"');
        }
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence must be in [0, 1], was " + confidence);
        }
        qualifiers = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(qualifiers));
        episodes = List.copyOf(episodes);
    }
}
