package io.engram.memory.recall;

import io.engram.memory.Layer;
import io.engram.memory.Trust;
import java.util.Set;

/**
 * One search of a {@link RecallIndex}.
 *
 * @param text the query's words
 * @param vector the query's unit vector; empty to search by words only
 * @param limit at most this many candidates
 * @param layers which layers may answer
 * @param minimumTrust documents below it stay out
 * @param fromMillis only documents of this time or later, milliseconds of the epoch
 * @param untilMillis only documents before this time
 * @param nowMillis the time from which age is counted
 */
@SuppressWarnings("ArrayRecordComponent") // a parameter bundle, never compared
public record Search(String text, float[] vector, int limit, Set<Layer> layers, Trust minimumTrust, long fromMillis,
        long untilMillis, long nowMillis) {
}
