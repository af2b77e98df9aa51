package io.engram.worldmodel;

import java.time.Duration;

/**
 * How much training may be done in one call; the first limit that is reached ends it.
 *
 * @param updates most updates (the tier says what one is)
 * @param time most wall time; checked between updates
 */
public record TrainingBudget(int updates, Duration time) {
    public TrainingBudget {
        if (updates < 0)
            throw new IllegalArgumentException("updates: expected >= 0, received " + updates);
        if (time.isNegative())
            throw new IllegalArgumentException("time: expected >= 0, received " + time);
    }

    /** A budget limited by updates alone. */
    public static TrainingBudget updates(int updates) {
        return new TrainingBudget(updates, Duration.ofDays(1));
    }

    /** A budget limited by time alone. */
    public static TrainingBudget time(Duration time) {
        return new TrainingBudget(Integer.MAX_VALUE, time);
    }
}
