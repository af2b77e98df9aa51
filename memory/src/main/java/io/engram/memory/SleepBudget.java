package io.engram.memory;

import java.time.Duration;

/**
 * How much one sleep may do. It is looked at between durable steps, so a sleep may overrun by one step; what is left waits for
 * the next sleep.
 *
 * @param episodes at most this many episodes are gone through in each phase
 * @param time no further step begins after this time
 */
public record SleepBudget(int episodes, Duration time) {
    public SleepBudget {
        Checks.atLeast("episodes", 0, episodes);
        if (time.isNegative()) {
            throw new IllegalArgumentException("time must not be negative, was " + time);
        }
    }

    /** Everything, however long it takes. */
    public static SleepBudget unlimited() {
        return new SleepBudget(Integer.MAX_VALUE, Duration.ofDays(3650));
    }

    /** As much as fits into a time. */
    public static SleepBudget of(Duration time) {
        return new SleepBudget(Integer.MAX_VALUE, time);
    }
}
