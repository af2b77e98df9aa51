package io.engram.memory.episodic;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** When a record was recalled: how often in all, and the newest {@value #KEPT} times. Immutable. */
public final class AccessHistory {
    /** Times that are kept; older ones are only counted. */
    public static final int KEPT = 16;
    /** Never recalled. */
    public static final AccessHistory NEVER = new AccessHistory(0, new long[0]);

    private final int count;
    private final long[] millis;

    /**
     * @param count how often in all
     * @param millis the newest times, oldest first, milliseconds of the epoch
     */
    AccessHistory(int count, long[] millis) {
        this.count = count;
        this.millis = millis.length > KEPT ? Arrays.copyOfRange(millis, millis.length - KEPT, millis.length) : millis;
    }

    /** One more recall. */
    AccessHistory and(Instant time) {
        long[] next = Arrays.copyOf(millis, millis.length + 1);
        next[millis.length] = EpisodicState.millis(time);
        return new AccessHistory(count + 1, next);
    }

    /** How often in all. */
    public int count() {
        return count;
    }

    /** The newest times, oldest first. */
    public List<Instant> times() {
        return Arrays.stream(millis).mapToObj(Instant::ofEpochMilli).toList();
    }

    long[] millis() {
        return millis.clone();
    }
}
