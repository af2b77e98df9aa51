package io.engram.memory;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One remembered episode, exactly as it was recorded.
 *
 * @param id unique in the agent's memory over all layers, greater than 0, in order of recording
 * @param actor who spoke or acted
 * @param channel where it happened
 * @param session which sitting of the channel
 * @param text what happened, in words
 * @param eventTime when it happened
 * @param ingestTime when memory took it in
 * @param reward total reward, 0 if none
 * @param salience how much it stands out, in [0, 1]
 * @param provenance where it comes from
 * @param attributes further searchable text by name, sorted by name
 * @param steps steps of a lived environment episode, else empty
 * @param success whether a lived episode reached its goal
 * @param previous id of the episode before this one in the same channel and session, 0 if none
 * @param next id of the one after it, 0 if none yet
 * @param surprise how far it was from what was expected, at least 0; 0 if nothing was expected
 * @param marked whether somebody asked to keep it
 */
public record Episode(long id, String actor, String channel, String session, String text, Instant eventTime,
        Instant ingestTime, double reward, double salience, Provenance provenance, Map<String, String> attributes,
        List<LivedStep> steps, boolean success, long previous, long next, double surprise, boolean marked) {
    public Episode {
        attributes = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(attributes));
        steps = List.copyOf(steps);
    }

    /** An episode without surprise or mark. */
    public Episode(long id, String actor, String channel, String session, String text, Instant eventTime,
            Instant ingestTime, double reward, double salience, Provenance provenance, Map<String, String> attributes,
            List<LivedStep> steps, boolean success, long previous, long next) {
        this(id, actor, channel, session, text, eventTime, ingestTime, reward, salience, provenance, attributes, steps,
                success, previous, next, 0, false);
    }

    /** Whether this is a lived environment episode. */
    public boolean lived() {
        return !steps.isEmpty();
    }

    /** This episode with other links. */
    public Episode withLinks(long newPrevious, long newNext) {
        return new Episode(id, actor, channel, session, text, eventTime, ingestTime, reward, salience, provenance,
                attributes, steps, success, newPrevious, newNext, surprise, marked);
    }
}
