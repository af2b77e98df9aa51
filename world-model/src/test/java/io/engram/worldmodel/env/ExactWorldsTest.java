package io.engram.worldmodel.env;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.planner.Leaf;
import io.engram.planner.Plan;
import io.engram.planner.Planner;
import io.engram.planner.PlannerOptions;
import io.engram.planner.SearchBudget;
import io.engram.planner.StopReason;
import io.engram.planner.ValueBounds;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Step;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExactWorldsTest {
    private final Planner planner = new Planner();

    @Test
    void taxi_plannedAtEveryStep_isBroughtHomeOnTheShortestWay() {
        TabularRules rules = ToyText.taxi();
        double[] best = Tables.values(rules, 200, true);
        TabularWorld world = new TabularWorld(rules, 0.99);
        TabularEnvironment taxi = new TabularEnvironment(rules);
        Observation seen = taxi.reset(OptionalLong.of(4)).observation();
        double expected = best[((Observation.StateObservation) seen).state()];
        double sum = 0;
        Step step;
        do {
            world.at(((Observation.StateObservation) seen).state());
            Plan plan = planner.plan(world, SearchBudget.simulations(6000),
                    PlannerOptions.defaults().withTranspositions(true).withMaxDepth(60).withExploration(4),
                    new SplittableRandom(1));
            step = taxi.step(plan.action());
            seen = step.observation();
            sum += step.reward();
        } while (!step.done());
        assertThat(step.terminated()).isTrue();
        assertThat(sum).isGreaterThan(expected - 4);
    }

    @Test
    void frozenLake_planningOverChance_beatsChance() {
        TabularRules rules = ToyText.frozenLake4x4();
        TabularWorld world = new TabularWorld(rules, 0.99);
        TabularEnvironment lake = new TabularEnvironment(rules);
        double sum = 0;
        Observation seen = lake.reset(OptionalLong.of(2)).observation();
        for (int episode = 0; episode < 20; episode++) {
            Step step;
            do {
                world.at(((Observation.StateObservation) seen).state());
                step = lake.step(planner.plan(world, SearchBudget.simulations(500),
                        PlannerOptions.defaults().withTranspositions(true).withMaxDepth(80),
                        new SplittableRandom(1)).action());
                seen = step.observation();
                sum += step.reward();
            } while (!step.done());
            seen = lake.reset(OptionalLong.empty()).observation();
        }
        assertThat(sum / 20).isGreaterThan(0.4);
    }

    @Test
    void ticTacToe_uctNeverLosesToAPerfectPlayer() {
        BoardEnvironment board = new BoardEnvironment(new TicTacToe(), Opponent.perfect());
        BoardWorld world = new BoardWorld(new TicTacToe(), 0, 1);
        PlannerOptions options = PlannerOptions.uct().withValues(ValueBounds.GAME).withTranspositions(true);
        board.reset(OptionalLong.of(6));
        for (int game = 0; game < 12; game++) {
            Step step;
            do {
                world.at(board.mine(), board.theirs());
                step = board.step(planner
                        .plan(world, SearchBudget.simulations(20_000), options, new SplittableRandom(game)).action());
            } while (!step.done());
            assertThat(step.reward()).isZero();
            board.reset(OptionalLong.empty());
        }
    }

    @Test
    void connect4_winAndBlockInOne_areFound() {
        Connect4 game = new Connect4();
        long own = game.place(game.place(game.place(0, 0, 0), 0, 1), 0, 2);
        long other = own << 1;
        PlannerOptions options = PlannerOptions.uct().withValues(ValueBounds.GAME);
        Plan win = planner.plan(new BoardWorld(game, 1, 1).at(own, other), SearchBudget.simulations(2000), options,
                new SplittableRandom(1));
        assertThat(win.action()).isEqualTo(3);
        assertThat(win.stop()).isEqualTo(StopReason.PROVEN);
        Plan block = planner.plan(new BoardWorld(game, 1, 1).at(0, 0b1L | 1L << 7 | 1L << 14),
                SearchBudget.simulations(5000), options,
                new SplittableRandom(1));
        assertThat(block.action()).isEqualTo(3);
    }

    @Test
    void connect4_winsInAllDirections_andNoneAcrossTheEdge() {
        Connect4 game = new Connect4();
        for (int row = 0; row < 6; row++) {
            for (int column = 0; column < 7; column++) {
                for (int[] d : new int[][]{{0, 1}, {1, 0}, {1, 1}, {1, -1}}) {
                    long stones = 0;
                    boolean inside = true;
                    for (int k = 0; k < 4; k++) {
                        int r = row + k * d[0];
                        int c = column + k * d[1];
                        inside &= r < 6 && c >= 0 && c < 7;
                        stones |= inside ? 1L << game.bit(r, c) : 0;
                    }
                    if (inside) {
                        assertThat(game.hasWon(stones)).isTrue();
                        assertThat(game.hasWon(stones & stones - 1)).isFalse();
                    }
                }
            }
        }
        long wrapped = 1L << game.bit(0, 0) | 1L << game.bit(1, 0) | 1L << game.bit(5, 1) | 1L << game.bit(4, 1);
        assertThat(game.hasWon(wrapped)).isFalse();
    }

    @Test
    void slide2048World_outcomesAreADistribution() {
        Slide2048World world = new Slide2048World(board -> 0f).at(0x1111L);
        world.reserve(4);
        io.engram.planner.Transition transition = new io.engram.planner.Transition();
        world.step(0, 3, 1, transition);
        assertThat(transition.reward).isEqualTo(8f);
        Leaf leaf = new Leaf(32);
        world.evaluate(1, leaf);
        float sum = 0;
        for (float p : leaf.prior) {
            sum += p;
        }
        assertThat(leaf.chance).isTrue();
        assertThat(sum).isBetween(0.999f, 1.001f);
        assertThat(leaf.legal[0]).isFalse();
        Plan plan = planner.plan(world.at(0x1111L), SearchBudget.simulations(300), PlannerOptions.defaults(),
                new SplittableRandom(1));
        assertThat(plan.action()).isIn(1, 3);
    }
}
