package io.engram.worldmodel.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.planner.Planner;
import io.engram.planner.PlannerOptions;
import io.engram.planner.SearchBudget;
import io.engram.worldmodel.Step;
import io.engram.worldmodel.Surprise;
import io.engram.worldmodel.TrainingBudget;
import io.engram.worldmodel.TrainingListener;
import io.engram.worldmodel.WorldModel;
import io.engram.worldmodel.env.minigrid.MiniGrid;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;

class GridModelTest {
    private static final int GATE_STEPS = 3_000;

    private static GridModel learned;
    private static int solvedAfter;

    /** Lives in DoorKey until 18 of the last 20 episodes were won, or the gate is missed. */
    @BeforeAll
    static void live() {
        try (MiniGrid env = MiniGrid.doorKey(5)) {
            learned = model(env);
            List<Boolean> won = new ArrayList<>();
            int steps = 0;
            solvedAfter = Integer.MAX_VALUE;
            while (steps < GATE_STEPS && solvedAfter == Integer.MAX_VALUE) {
                int length = episode(env, learned, won.isEmpty() ? OptionalLong.of(1) : OptionalLong.empty(),
                        new SplittableRandom(1));
                steps += Math.abs(length);
                won.add(length > 0);
                if (won.size() >= 20 && won.subList(won.size() - 20, won.size()).stream().filter(w -> w).count() >= 18)
                    solvedAfter = steps;
            }
        }
    }

    private static GridModel model(MiniGrid env) {
        return new GridModel(env.spec(), env.observationSpace(), env.actionCount(), GridOptions.defaults());
    }

    /** Length of the episode, negative when it was lost. */
    private static int episode(MiniGrid env, WorldModel model, OptionalLong seed, SplittableRandom random) {
        Planner planner = new Planner();
        model.begin(env.reset(seed).observation());
        for (int length = 1;; length++) {
            int action = planner.plan(model.world(), SearchBudget.simulations(16), PlannerOptions.defaults(), random)
                    .action();
            Step step = env.step(action);
            model.observe(action, step);
            if (step.done())
                return step.reward() > 0 ? length : -length;
        }
    }

    @Test
    void doorKey_isSolvedWithinTheGate() {
        assertThat(solvedAfter).isLessThanOrEqualTo(GATE_STEPS);
        assertThat(winsOfFifty(learned, 77)).isGreaterThanOrEqualTo(45);
    }

    private static int winsOfFifty(WorldModel model, long seed) {
        int wins = 0;
        model.exploration(0.02);
        try (MiniGrid env = MiniGrid.doorKey(5)) {
            for (int e = 0; e < 50; e++)
                if (episode(env, model, e == 0 ? OptionalLong.of(seed) : OptionalLong.empty(),
                        new SplittableRandom(e)) > 0)
                    wins++;
        }
        model.exploration(1);
        return wins;
    }

    @Test
    void openLoopError_isSmallFiveStepsAhead() {
        double[] error = learned.train(TrainingBudget.updates(1), TrainingListener.NONE).openLoopError();
        assertThat(error).hasSize(OpenLoop.STEPS);
        assertThat(error[0]).isLessThan(0.02);
        assertThat(error[4]).isLessThan(0.05);
    }

    @Test
    void situationAndRules_nameWhatMatters() {
        assertThat(learned.situation()).contains("ahead: ").contains("self: ");
        assertThat(learned.rules()).anySatisfy(rule -> {
            assertThat(rule.situation()).isEqualTo("ahead: locked yellow door, self: yellow key");
            assertThat(rule.effect()).isEqualTo("stays, ahead becomes yellow door");
            assertThat(rule.support()).isGreaterThan(10);
        });
    }

    @Test
    void savedModel_actsTheSameAfterLoading() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        learned.save(new DataOutputStream(bytes));
        try (MiniGrid env = MiniGrid.doorKey(5)) {
            GridModel loaded = model(env);
            loaded.load(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
            assertThat(winsOfFifty(loaded, 78)).isGreaterThanOrEqualTo(45);
        }
    }

    @Test
    void damagedModel_isRefusedAndChangesNothing() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        learned.save(new DataOutputStream(bytes));
        byte[] damaged = bytes.toByteArray();
        damaged[damaged.length / 2] ^= 1;
        try (MiniGrid env = MiniGrid.doorKey(5)) {
            GridModel fresh = model(env);
            assertThatThrownBy(() -> fresh.load(new DataInputStream(new ByteArrayInputStream(damaged))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("checksum");
            assertThat(fresh.rules()).isEmpty();
        }
    }

    @Test
    void surprise_fallsWithFamiliarity() {
        try (MiniGrid env = MiniGrid.doorKey(5)) {
            GridModel model = model(env);
            model.begin(env.reset(OptionalLong.of(2)).observation());
            Surprise first = model.observe(0, env.step(0));
            for (int i = 0; i < 40; i++)
                model.observe(0, env.step(0));
            Surprise last = model.observe(0, env.step(0));
            assertThat(first.novelty()).isEqualTo(1);
            assertThat(first.error()).as("a turn is not foreseen").isPositive();
            assertThat(last.novelty()).isLessThan(0.1);
            assertThat(last.error()).as("a turn is foreseen").isZero();
        }
    }

    @Test
    void wrongUse_isNamed() {
        try (MiniGrid env = MiniGrid.doorKey(5)) {
            GridModel model = model(env);
            Step step = Step.of(env.reset(OptionalLong.of(1)).observation(), 0, false, false);
            assertThatThrownBy(() -> model.observe(0, step)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("begin");
            model.begin(step.observation());
            assertThatThrownBy(() -> model.observe(9, step)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("received 9");
        }
    }
}
