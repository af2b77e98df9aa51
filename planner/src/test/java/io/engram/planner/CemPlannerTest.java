package io.engram.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CemPlannerTest {
    /** A lock: a sequence scores the number of its places that agree with a hidden one, from the place that was reached. */
    private static final class Lock implements SequenceWorld {
        private final int[] hidden = new SplittableRandom(5).ints(60, 0, 4).toArray();
        int reached;
        float broken = 0;

        @Override
        public int actionCount() {
            return 4;
        }

        @Override
        public void score(int[] actions, int count, int horizon, float[] scores) {
            for (int s = 0; s < count; s++) {
                scores[s] = broken;
                for (int t = 0; t < horizon; t++)
                    scores[s] += actions[s * horizon + t] == hidden[reached + t] ? 1 : 0;
            }
        }
    }

    @Test
    void warmStart_carriesAPlanThatOneDecisionCouldNotMake() {
        Lock lock = new Lock();
        CemPlanner planner = new CemPlanner(12, 40, 2, 0.2, 0.2);
        SplittableRandom random = new SplittableRandom(1);
        double first = planner.plan(lock, random).score();
        int right = 0;
        for (int t = 1; t <= 30; t++) {
            lock.reached = t;
            CemPlanner.SequencePlan plan = planner.plan(lock, random);
            right += t > 10 && plan.actions()[0] == lock.hidden[t] ? 1 : 0;
        }
        assertThat(first).isLessThan(10);
        assertThat(right).isGreaterThanOrEqualTo(19);
    }

    @Test
    void sameSeed_samePlan() {
        var one = new CemPlanner(10, 50, 3, 0.2, 0.1).plan(new Lock(), new SplittableRandom(7));
        var two = new CemPlanner(10, 50, 3, 0.2, 0.1).plan(new Lock(), new SplittableRandom(7));

        assertThat(two.actions()).isEqualTo(one.actions());
        assertThat(two.score()).isEqualTo(one.score());
        assertThat(one.tried()).isEqualTo(150);
        assertThat(java.util.Arrays.stream(one.chances()).sum()).isCloseTo(1,
                org.assertj.core.api.Assertions.within(1e-9));
    }

    @Test
    void scoreThatIsNotFinite_isRefused() {
        Lock lock = new Lock();
        lock.broken = Float.NaN;

        assertThatThrownBy(() -> new CemPlanner(5, 10, 1, 0.2, 0).plan(lock, new SplittableRandom(1)))
                .isInstanceOf(PlannerException.class).hasMessageContaining("finite scores but gave NaN");
    }

    @Test
    void settingsOutOfRange_areRefused() {
        assertThatThrownBy(() -> new CemPlanner(0, 10, 1, 0.2, 0)).hasMessageContaining("horizon");
        assertThatThrownBy(() -> new CemPlanner(5, 1, 1, 0.2, 0)).hasMessageContaining("sequences");
        assertThatThrownBy(() -> new CemPlanner(5, 10, 1, 1, 0)).hasMessageContaining("eliteShare");
    }
}
