package io.engram.memory;

import java.time.Duration;
import java.util.Optional;

/**
 * When an agent should sleep: the first of these that is reached, once there is something to consolidate. Pure.
 *
 * @param idle nothing has happened for this long; zero: never for that
 * @param every so much time has gone by since the last sleep; zero: never for that
 * @param volume so many episodes wait; zero: never for that
 * @param surprise the surprise of the waiting episodes sums up to this; zero: never for that
 */
public record SleepSchedule(Duration idle, Duration every, int volume, double surprise) {
    public SleepSchedule {
        if (idle.isNegative() || every.isNegative()) {
            throw new IllegalArgumentException("idle and every must not be negative, were " + idle + " and " + every);
        }
        Checks.atLeast("volume", 0, volume);
        Checks.finite("surprise", surprise);
    }

    /** Idle time only. */
    public static SleepSchedule whenIdleFor(Duration idle) {
        return new SleepSchedule(idle, Duration.ZERO, 0, 0);
    }

    /**
     * Whether it is time.
     *
     * @param quiet how long nothing has happened
     * @param awake how long ago the last sleep was
     * @param waiting episodes since then
     * @param surprised their surprise in all
     * @return the reason, in words
     */
    public Optional<String> due(Duration quiet, Duration awake, int waiting, double surprised) {
        if (waiting <= 0) {
            return Optional.empty();
        }
        if (surprise > 0 && surprised >= surprise) {
            return Optional.of("surprised by " + surprised);
        }
        if (volume > 0 && waiting >= volume) {
            return Optional.of(waiting + " episodes wait");
        }
        if (!every.isZero() && awake.compareTo(every) >= 0) {
            return Optional.of("awake for " + awake);
        }
        return !idle.isZero() && quiet.compareTo(idle) >= 0 ? Optional.of("idle for " + idle) : Optional.empty();
    }
}
