package io.engram.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SleepScheduleTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private final SleepSchedule schedule = new SleepSchedule(Duration.ofMinutes(5), Duration.ofHours(8), 100, 3);

    @Test
    void firstReachedReason_isGiven() {
        assertThat(schedule.due(Duration.ZERO, HOUR, 99, 2.9)).isEmpty();
        assertThat(schedule.due(Duration.ofMinutes(5), HOUR, 1, 0)).contains("idle for PT5M");
        assertThat(schedule.due(Duration.ZERO, Duration.ofHours(8), 1, 0)).contains("awake for PT8H");
        assertThat(schedule.due(Duration.ZERO, HOUR, 100, 0)).contains("100 episodes wait");
        assertThat(schedule.due(Duration.ZERO, HOUR, 1, 3)).contains("surprised by 3.0");
        assertThat(schedule.due(Duration.ofDays(9), Duration.ofDays(9), 0, 0)).as("nothing to consolidate").isEmpty();
    }

    @Test
    void zero_switchesAReasonOff() {
        assertThat(SleepSchedule.whenIdleFor(HOUR).due(Duration.ZERO, Duration.ofDays(99), 9999, 99)).isEmpty();
        assertThatThrownBy(() -> SleepSchedule.whenIdleFor(HOUR.negated())).hasMessageContaining("-1H");
    }
}
