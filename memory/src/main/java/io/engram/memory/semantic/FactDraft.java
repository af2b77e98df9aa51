package io.engram.memory.semantic;

import io.engram.memory.Checks;
import io.engram.memory.Provenance;
import io.engram.memory.Trust;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
 * @param polarity whether it says that this is so, is not so, has ended or never was
 * @param said when it was said; if that is later than {@code validFrom}, its beginning was stated, else only that it held then
 */
public record FactDraft(String subject, String relation, String object, Map<String, String> qualifiers,
        boolean singleValued, double confidence, Instant validFrom, Instant validTo, Provenance provenance,
        List<Long> episodes, Polarity polarity, Instant said) {
    /** What a statement does to a fact. */
    public enum Polarity {
        /** It is so. */
        AFFIRMS,
        /** It is not so: what said otherwise ends, and that it is not so becomes a fact. */
        DENIES,
        /** It is so no longer: the fact ends; nothing new is learned if there is none. */
        ENDS,
        /** It never was so: the fact is given up. */
        REFUTES
    }

    public FactDraft {
        subject = Checks.wellFormed(subject);
        relation = Checks.wellFormed(relation);
        object = Checks.wellFormed(object);
        Checks.notTooLong("subject", subject);
        Checks.notTooLong("relation", relation);
        Checks.notTooLong("object", object);
        if (subject.isBlank() || relation.isBlank() || object.isBlank()) {
            throw new IllegalArgumentException("subject, relation and object must not be blank, were \"" + subject
                    + "\", \"" + relation + "\", \"" + object + '"');
        }
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence must be in [0, 1], was " + confidence);
        }
        TreeMap<String, String> mended = new TreeMap<>();
        qualifiers.forEach((name, value) -> mended.put(Checks.wellFormed(name), Checks.wellFormed(value)));
        qualifiers = Collections.unmodifiableMap(mended);
        episodes = List.copyOf(episodes);
    }

    /** A draft that says that something is so. */
    public FactDraft(String subject, String relation, String object, Map<String, String> qualifiers,
            boolean singleValued, double confidence, Instant validFrom, Instant validTo, Provenance provenance,
            List<Long> episodes) {
        this(subject, relation, object, qualifiers, singleValued, confidence, validFrom, validTo, provenance, episodes,
                Polarity.AFFIRMS, validFrom);
    }

    /** How sure an episode of this trust makes, and each further one beyond it. */
    public static double confidence(Trust trust, int episodes) {
        double one = switch (trust) {
            case UNTRUSTED -> 0.3;
            case TOOL -> 0.5;
            case PERSON -> 0.6;
            case OBSERVED -> 0.8;
            case OPERATOR -> 0.9;
        };
        double sure = one;
        for (int i = 1; i < Math.min(episodes, 64); i++) {
            sure = 1 - (1 - sure) * (1 - 0.5 * one);
        }
        return sure;
    }
}
