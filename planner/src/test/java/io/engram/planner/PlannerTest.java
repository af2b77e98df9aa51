package io.engram.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.engram.planner.testing.Bandit;
import io.engram.planner.testing.GridWorld;
import io.engram.planner.testing.TicTacToe;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTest {
    private final Planner planner = new Planner();

    private Plan plan(World world, long simulations, PlannerOptions options) {
        return planner.plan(world, SearchBudget.simulations(simulations), options, new SplittableRandom(7));
    }

    @Test
    void bandit_bestArmFound_againstAMisleadingPrior() {
        Bandit bandit = new Bandit(new float[]{0.1f, 0.9f, 0.3f}, new float[]{0.8f, 0.05f, 0.15f});
        Plan plan = plan(bandit, 200, PlannerOptions.defaults());
        assertThat(plan.action()).isEqualTo(1);
        assertThat(plan.chosen().q()).isCloseTo(0.9, within(1e-6));
        assertThat(plan.candidates().stream().mapToInt(Candidate::visits).sum()).isEqualTo(plan.simulations());
    }

    @Test
    void bandit_maskedArmsNeverTried() {
        Bandit bandit = new Bandit(new float[]{1, 0.2f, 0.1f}, new float[]{1, 1, 1}, new boolean[]{false, true, true});
        Plan plan = plan(bandit, 50, PlannerOptions.defaults());
        assertThat(plan.action()).isEqualTo(1);
        assertThat(plan.candidates()).extracting(Candidate::action).containsExactly(1, 2);
    }

    @Test
    void emptyLegalSet_isAClearError() {
        Bandit none = new Bandit(new float[]{1, 1}, new float[]{1, 1}, new boolean[]{false, false});
        assertThatThrownBy(() -> plan(none, 10, PlannerOptions.defaults())).isInstanceOf(PlannerException.class)
                .hasMessageContaining("no legal action");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void unusableReward_isAClearError_andThePlannerStaysUsable(float reward) {
        Bandit broken = new Bandit(new float[]{reward}, new float[]{1});
        assertThatThrownBy(() -> plan(broken, 10, PlannerOptions.defaults())).isInstanceOf(PlannerException.class)
                .hasMessageContaining("finite reward");
        assertThat(plan(new Bandit(new float[]{0, 1}, new float[]{1, 1}), 20, PlannerOptions.defaults()).action())
                .isEqualTo(1);
    }

    @Test
    void budget_zeroOrUnlimited_isAClearError() {
        assertThatThrownBy(() -> SearchBudget.simulations(0)).hasMessageContaining("simulations")
                .hasMessageContaining("0");
        assertThatThrownBy(() -> SearchBudget.time(Duration.ZERO)).hasMessageContaining("time");
        assertThatThrownBy(() -> SearchBudget.simulations(SearchBudget.UNLIMITED)).hasMessageContaining("limit");
    }

    @Test
    void budget_ofTime_stopsAtTheDeadline() {
        AtomicLong clock = new AtomicLong();
        Planner ticking = new Planner(() -> clock.addAndGet(1_000));
        Plan plan = ticking.plan(new GridWorld(0.9f, ".....", "....G").at(0, 0),
                SearchBudget.time(Duration.ofNanos(100_000)), PlannerOptions.defaults(),
                new SplittableRandom(1));
        assertThat(plan.stop()).isEqualTo(StopReason.TIME);
        assertThat(plan.simulations()).isBetween(90L, 101L);
    }

    @Test
    void budget_ofModelCallsAndNodes_isKept() {
        World world = new GridWorld(0.9f, ".....", "....G").at(0, 0);
        Plan calls = planner.plan(world, SearchBudget.modelCalls(50), PlannerOptions.defaults(),
                new SplittableRandom(1));
        assertThat(calls.stop()).isEqualTo(StopReason.MODEL_CALLS);
        assertThat(calls.modelCalls()).isBetween(50L, 52L);
        Plan nodes = planner.plan(world, SearchBudget.simulations(1000).withNodes(20), PlannerOptions.defaults(),
                new SplittableRandom(1));
        assertThat(nodes.stop()).isEqualTo(StopReason.NODES);
        assertThat(nodes.nodes()).isEqualTo(20);
    }

    @Test
    void grid_shortestWayFound_pastThePit() {
        GridWorld world = new GridWorld(0.9f, ".P.", "...", "..G").at(0, 0);
        Plan plan = plan(world, 2000, PlannerOptions.defaults());
        assertThat(plan.action()).isEqualTo(1);
        assertThat(plan.principalVariation()).hasSize(4).startsWith("down");
        double best = plan.candidates().stream().mapToDouble(Candidate::q).max().orElseThrow();
        assertThat(best).isGreaterThan(0.5).isLessThanOrEqualTo(0.9 * 0.9 * 0.9 + 1e-6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"xx.oo....", "oo.x..x..", "x...o...."})
    void ticTacToe_choosesAMinimaxMove(String position) {
        int board = TicTacToe.parse(position);
        for (PlannerOptions options : List.of(PlannerOptions.defaults(),
                PlannerOptions.uct().withValues(ValueBounds.GAME))) {
            Plan plan = plan(new TicTacToe().position(position), 4000, options);
            assertThat(-TicTacToe.minimax(TicTacToe.play(board, plan.action()))).as(position + " " + options.rule())
                    .isEqualTo(TicTacToe.minimax(board));
        }
    }

    @Test
    void sameSeed_samePlan_withNoiseAndTemperature() {
        PlannerOptions options = PlannerOptions.defaults().withRootNoise(0.25, 0.3).withTemperature(1);
        GridWorld world = new GridWorld(0.95f, "....", ".#..", "..#G").at(0, 0);
        Plan a = new Planner(() -> 0).plan(world, SearchBudget.simulations(300), options, new SplittableRandom(42));
        Plan b = new Planner(() -> 0).plan(world, SearchBudget.simulations(300), options, new SplittableRandom(42));
        Plan reused = planner.plan(world, SearchBudget.simulations(300), options, new SplittableRandom(42));
        assertThat(a).isEqualTo(b);
        assertThat(reused.candidates()).isEqualTo(a.candidates());
    }

    @Test
    void rootNoise_keepsThePriorADistribution_andDependsOnTheSeed() {
        Bandit bandit = new Bandit(new float[]{0, 0, 0, 0}, new float[]{1, 0, 0, 1});
        PlannerOptions noisy = PlannerOptions.defaults().withRootNoise(0.5, 0.3);
        double[] first = priors(planner.plan(bandit, SearchBudget.simulations(1), noisy, new SplittableRandom(1)));
        double[] second = priors(planner.plan(bandit, SearchBudget.simulations(1), noisy, new SplittableRandom(2)));
        assertThat(Arrays.stream(first).sum()).isCloseTo(1, within(1e-5));
        assertThat(first).isNotEqualTo(second);
    }

    private static double[] priors(Plan plan) {
        return plan.candidates().stream().mapToDouble(Candidate::prior).toArray();
    }

    @Test
    void temperature_drawsByVisits() {
        Bandit bandit = new Bandit(new float[]{0.5f, 0.5f}, new float[]{1, 3});
        PlannerOptions options = PlannerOptions.defaults().withTemperature(1);
        SplittableRandom random = new SplittableRandom(3);
        int ones = 0;
        for (int i = 0; i < 2000; i++) {
            ones += planner.plan(bandit, SearchBudget.simulations(40), options, random).action();
        }
        assertThat(ones / 2000.0).isCloseTo(0.75, within(0.05));
    }

    @Test
    void policy_isVisitShares_andMacrosCountForTheirFirstAction() {
        GridWorld world = new GridWorld(0.9f, "...G").at(0, 0);
        Plan plan = plan(world, 64,
                PlannerOptions.defaults().withMacros(List.of(new MacroAction("dash", List.of(0, 0, 0), 4)), false));
        float[] policy = plan.policy(4);
        assertThat(policy[0]).isCloseTo(1f, within(1e-6f));
        assertThat(plan.macro()).map(MacroAction::name).contains("dash");
    }

    @Test
    void render_namesChoiceLineAndStop() {
        Plan plan = plan(new GridWorld(0.9f, "..G").at(0, 0), 30, PlannerOptions.defaults().withEarlyStop(false));
        assertThat(plan.render()).contains("right").contains("line: right right").contains("simulations");
    }

    @Test
    void trustFloor_stopsLookingWhereTheModelDoesNotBelieveItself() {
        World doubtful = new Doubtful(new GridWorld(0.9f, "......G").at(0, 0));
        Plan plan = plan(doubtful, 200, PlannerOptions.defaults().withTrustFloor(0.5).withEarlyStop(false));
        assertThat(plan.maxDepth()).isEqualTo(3);
        assertThat(plan.notes()).anySatisfy(note -> assertThat(note).contains("trusted"));
    }

    /** Believes each step at 0.75. */
    private record Doubtful(World inner) implements World {
        @Override
        public int actionCount() {
            return inner.actionCount();
        }

        @Override
        public void reserve(int slots) {
            inner.reserve(slots);
        }

        @Override
        public void evaluate(int slot, Leaf out) {
            inner.evaluate(slot, out);
        }

        @Override
        public void step(int from, int action, int to, Transition out) {
            inner.step(from, action, to, out);
            out.trust = 0.75f;
        }
    }
}
