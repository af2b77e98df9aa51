package io.engram.memory.recall;

import io.engram.memory.Layer;
import io.engram.memory.Trust;
import java.util.List;
import java.util.Set;

/**
 * One search of a {@link RecallIndex}.
 *
 * @param text the query's words
 * @param vector the query's unit vector; empty to search by words only
 * @param limit at most this many candidates
 * @param filter which documents may answer
 * @param times times that the query names; documents of them are preferred
 * @param nowMillis the time from which age is counted
 */
@SuppressWarnings("ArrayRecordComponent") // a parameter bundle, never compared
public record Search(String text, float[] vector, int limit, Filter filter, List<TimeRange> times, long nowMillis) {

    /**
     * Which documents may answer.
     *
     * @param layers these layers
     * @param minimumTrust this trust or more
     * @param fromMillis of this time or later, milliseconds of the epoch
     * @param untilMillis before this time
     * @param actors only of these actors; empty for all
     * @param channels only of these channels; empty for all
     */
    public record Filter(Set<Layer> layers, Trust minimumTrust, long fromMillis, long untilMillis, Set<String> actors,
            Set<String> channels) {
        /** Lets everything pass. */
        public static Filter none() {
            return new Filter(Set.of(Layer.values()), Trust.UNTRUSTED, Long.MIN_VALUE, Long.MAX_VALUE, Set.of(),
                    Set.of());
        }
    }
}
