package io.engram.memory.consolidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.engram.memory.consolidation.ForgettingCurve.Grade;
import io.engram.memory.consolidation.ForgettingCurve.Strength;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected values: the published FSRS-6 formulas with the default parameters, worked out apart from this code. */
class ForgettingCurveTest {
    private static final double NEAR = 1e-9;

    @Test
    void retention_followsThePublishedCurve() {
        assertThat(ForgettingCurve.retention(2.3065, 2.3065)).isCloseTo(0.9, within(NEAR));
        assertThat(ForgettingCurve.retention(2.3065, 10)).isCloseTo(0.7743669167614039, within(NEAR));
        assertThat(ForgettingCurve.retention(2.3065, 100)).isCloseTo(0.5589067446271925, within(NEAR));
        assertThat(ForgettingCurve.retention(8.2956, 365)).isCloseTo(0.5576673468369081, within(NEAR));
        assertThat(ForgettingCurve.retention(1, 0)).isEqualTo(1);
        assertThat(ForgettingCurve.retention(1, -3)).as("a clock that went back").isEqualTo(1);
    }

    @Test
    void reviews_moveStabilityAndDifficultyAsPublished() {
        Strength good = ForgettingCurve.first(Grade.GOOD);
        assertThat(good.stability()).isEqualTo(2.3065);
        assertThat(good.difficulty()).isCloseTo(2.118103970459015, within(NEAR));
        assertThat(ForgettingCurve.first(Grade.EASY).difficulty()).as("clamped").isEqualTo(1);
        Strength once = ForgettingCurve.reviewed(good, 10, Grade.GOOD);
        assertThat(once.stability()).isCloseTo(25.10872016830932, within(1e-8));
        assertThat(once.difficulty()).isCloseTo(2.1112142357853942, within(NEAR));
        assertThat(ForgettingCurve.reviewed(good, 10, Grade.EASY).stability()).isCloseTo(45.01277815322652,
                within(1e-8));
        assertThat(ForgettingCurve.reviewed(good, 0.1, Grade.GOOD).stability()).isEqualTo(2.3065);
        assertThat(ForgettingCurve.reviewed(good, 0.1, Grade.HARD).stability()).isCloseTo(1.3333787168039835,
                within(NEAR));
        assertThat(ForgettingCurve.reviewed(once, 30, Grade.GOOD).stability()).isCloseTo(104.71556060851505,
                within(1e-7));
    }

    @Test
    void recallAndReward_strengthen_andSalienceStartsHigher() {
        Instant born = Instant.parse("2026-01-01T00:00:00Z");
        Instant later = born.plus(Duration.ofDays(60));
        List<Instant> recalls = List.of(born.plus(Duration.ofDays(10)));
        double never = ForgettingCurve.retained(0.5, 0, born, List.of(), later);
        double recalled = ForgettingCurve.retained(0.5, 0, born, recalls, later);
        double rewarded = ForgettingCurve.retained(0.5, 1, born, recalls, later);
        assertThat(never).isLessThan(recalled);
        assertThat(recalled).isLessThan(rewarded);
        assertThat(ForgettingCurve.retained(0.1, 0, born, List.of(), later)).isLessThan(never);
        assertThat(ForgettingCurve.retained(1, 0, born, List.of(), later)).isGreaterThan(never);
    }
}
