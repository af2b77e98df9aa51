package io.engram.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.agent.Scenarios;
import io.engram.agent.spi.Scenario;
import io.engram.planner.Planner;
import io.engram.planner.SearchBudget;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.Step;
import io.engram.worldmodel.WorldModel;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PuzzleScenariosTest {
    @ParameterizedTest
    @CsvSource({"2048,n-tuple", "game-of-24,rules", "sokoban,rules"})
    void puzzle_isFoundByName_withItsModel(String name, String model) {
        Scenario scenario = Scenarios.load().named(name);
        try (Environment environment = scenario.environment()) {
            assertThat(scenario.worldModel(environment, scenario.defaults()).name()).isEqualTo(model);
            assertThat(scenario.worldModel(environment, scenario.defaults().withModel("latent")).name())
                    .isEqualTo("latent");
            assertThat(scenario.worldModel(environment, scenario.defaults().withModel("rules")).name())
                    .isEqualTo("rules");
        }
    }

    /** With the thinking that the scenario gives a move, most puzzles are solved. */
    @ParameterizedTest
    @ValueSource(strings = {"game-of-24", "sokoban"})
    void search_solvesMostPuzzles(String name) {
        Scenario scenario = Scenarios.load().named(name);
        Planner planner = new Planner();
        SearchBudget budget = SearchBudget.simulations(scenario.defaults().simulations());
        int solved = 0;
        int puzzles = 6;
        try (Environment environment = scenario.environment()) {
            WorldModel model = scenario.worldModel(environment, scenario.defaults());
            for (int i = 0; i < puzzles; i++) {
                model.begin(environment.reset(i == 0 ? OptionalLong.of(1) : OptionalLong.empty()));
                double sum = 0;
                int steps = 0;
                Step step;
                do {
                    int action = planner.plan(model.world(), budget, model.planning(), new SplittableRandom(steps))
                            .action();
                    step = environment.step(action);
                    model.observe(action, step);
                    sum += step.reward();
                    steps++;
                } while (!step.done());
                solved += scenario.success().test(sum, steps, step.terminated()) ? 1 : 0;
            }
            assertThat(model.accuracy().meanError()).isZero();
        }
        assertThat(solved).isGreaterThanOrEqualTo(4);
    }

    @Test
    void success_isAboutThe2048Tile() {
        Scenario scenario = Scenarios.load().named("2048");
        assertThat(scenario.success().test(20_132, 1_000, true)).isTrue();
        assertThat(scenario.success().test(19_000, 1_000, true)).isFalse();
    }
}
