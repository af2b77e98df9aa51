package io.engram.worldmodel.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.planner.Plan;
import io.engram.planner.Planner;
import io.engram.planner.PlannerOptions;
import io.engram.planner.SearchBudget;
import io.engram.worldmodel.Observation.VectorObservation;
import io.engram.worldmodel.Step;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The solver by exhaustion ({@link GameOf24#isSolvable}, itself held to the known count of puzzles) judges the search. */
class GameOf24Test {
    private static final PlannerOptions SEARCH = PlannerOptions.uct().withTranspositions(true);
    private final Planner planner = new Planner();

    private static float[] seen(GameOf24 game) {
        return ((VectorObservation) game.observe()).values();
    }

    @Test
    void fractions_areSeenExactly() {
        GameOf24 game = new GameOf24();
        game.resetTo(8, 3, 8, 3);
        assertThat(seen(game)).containsExactly(3, 3, 8, 8, 1, 1, 1, 1);
        game.step(3 * 6 + 5);
        assertThat(game.render()).isEqualTo("8/3 3 8\n");
        assertThat(seen(game)).containsExactly(8, 3, 8, 0, 3, 1, 1, 0);
        assertThat(GameOf24.numbers(game.observe())).containsExactly(GameOf24.Fraction.of(8, 3),
                GameOf24.Fraction.of(3, 1), GameOf24.Fraction.of(8, 1));
    }

    @ParameterizedTest
    @CsvSource({"4,6,8,1", "3,3,8,8", "1,5,5,5", "13,12,1,11"})
    void search_solvesPuzzles(int a, int b, int c, int d) {
        GameOf24 game = new GameOf24();
        game.resetTo(a, b, c, d);
        assertThat(GameOf24.isSolvable(a, b, c, d)).isTrue();
        KnownWorld world = game.exactWorld(1);
        Step step;
        do {
            world.see(game.observe());
            Plan plan = planner.plan(world, SearchBudget.simulations(6_000), SEARCH, new SplittableRandom(1));
            step = game.step(plan.action());
        } while (!step.done());
        assertThat(step.reward()).isEqualTo(1);
    }

    @Test
    void puzzleWithoutSolution_isWorthNothing() {
        GameOf24 game = new GameOf24();
        game.resetTo(1, 1, 1, 1);
        KnownWorld world = game.exactWorld(1);
        world.see(game.observe());
        assertThat(GameOf24.isSolvable(1, 1, 1, 1)).isFalse();
        assertThat(planner.plan(world, SearchBudget.simulations(3_000), SEARCH, new SplittableRandom(1)).value())
                .isZero();
    }

    @Test
    void worldsKeys_tellStatesApart() {
        GameOf24World world = new GameOf24World(1);
        world.reserve(2);
        world.see(new VectorObservation(new float[]{1, 2, 0, 0, 1, 3, 0, 0}));
        long one = world.key(0);
        world.see(new VectorObservation(new float[]{2, 1, 0, 0, 3, 1, 0, 0}));
        assertThat(world.key(0)).as("the order of the numbers does not matter").isEqualTo(one);
        world.see(new VectorObservation(new float[]{1, 1, 0, 0, 1, 3, 0, 0}));
        assertThat(world.key(0)).isNotEqualTo(one);
    }

    @Test
    void wrongObservation_isRefused() {
        GameOf24World world = new GameOf24World(1);
        assertThatThrownBy(() -> world.see(new VectorObservation(new float[8])))
                .hasMessage("observation: expected at least one number, received none");
        assertThatThrownBy(() -> world.see(new VectorObservation(new float[3])))
                .hasMessageContaining("4 numerators and 4 denominators");
        assertThat(GameOf24.ACTIONS).hasSize(36).containsAll(List.of("n1 + n2", "n3 r/ n4"));
    }
}
