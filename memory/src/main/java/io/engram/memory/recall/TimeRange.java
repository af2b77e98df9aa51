package io.engram.memory.recall;

/** A span of time in milliseconds of the epoch, without its end. */
public record TimeRange(long fromMillis, long untilMillis) {
    public TimeRange {
        if (fromMillis >= untilMillis) {
            throw new IllegalArgumentException("expected from < until, got " + fromMillis + " and " + untilMillis);
        }
    }

    boolean contains(long millis) {
        return millis >= fromMillis && millis < untilMillis;
    }
}
