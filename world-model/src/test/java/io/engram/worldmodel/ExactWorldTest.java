package io.engram.worldmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.planner.Leaf;
import io.engram.planner.Planner;
import io.engram.planner.PlannerOptions;
import io.engram.planner.SearchBudget;
import io.engram.planner.Transition;
import io.engram.worldmodel.env.minigrid.MiniGrid;

import org.junit.jupiter.api.Test;

import java.util.OptionalLong;
import java.util.SplittableRandom;

class ExactWorldTest {
    @Test
    void imaginedSteps_areTheRealOnes() {
        SplittableRandom random = new SplittableRandom(5);
        try (MiniGrid env = MiniGrid.doorKey(5)) {
            env.reset(OptionalLong.of(5));
            ExactWorld world = new ExactWorld(env, 0.9);
            world.reserve(2);
            Transition imagined = new Transition();
            for (int i = 0; i < 200; i++) {
                int action = random.nextInt(7);
                world.step(i % 2, action, 1 - i % 2, imagined);
                Step real = env.step(action);
                assertThat(imagined.reward).isEqualTo((float) real.reward());
                assertThat(imagined.discount).isEqualTo(real.done() ? 0f : 0.9f);
                if (real.done())
                    return;
            }
        }
    }

    @Test
    void search_leavesTheEnvironmentUntouchedAndFindsTheGoal() {
        try (MiniGrid env = MiniGrid.empty(5)) {
            env.reset(OptionalLong.of(1));
            ExactWorld world = new ExactWorld(env, 0.95);
            Planner planner = new Planner();
            for (int steps = 0; steps < 30; steps++) {
                String before = env.render();
                world.root(env);
                int action = planner
                        .plan(world, SearchBudget.simulations(3000), PlannerOptions.uct(), new SplittableRandom(1))
                        .action();
                assertThat(env.render()).isEqualTo(before);
                if (env.step(action).terminated())
                    return;
            }
            assertThat(env.render()).as("the goal was not reached in 30 steps").isEmpty();
        }
    }

    @Test
    void emptySlot_isNamed() {
        try (MiniGrid env = MiniGrid.empty(5)) {
            env.reset(OptionalLong.of(1));
            ExactWorld world = new ExactWorld(env, 1);
            assertThatThrownBy(() -> world.evaluate(3, new Leaf(7))).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(
                            "received 3");
        }
    }
}
