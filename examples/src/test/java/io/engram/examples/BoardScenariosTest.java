package io.engram.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.agent.Scenarios;
import io.engram.agent.spi.Scenario;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.TrainingBudget;
import io.engram.worldmodel.TrainingListener;
import io.engram.worldmodel.WorldModel;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoardScenariosTest {
    /** Found by name; the model practises and answers the opponent by its legal favourite. */
    @ParameterizedTest
    @ValueSource(strings = {"tic-tac-toe", "connect4"})
    void game_isPlayedByAModelThatPractises(String name) {
        Scenario scenario = Scenarios.load().named(name);
        try (Environment environment = scenario.environment()) {
            WorldModel model = scenario.worldModel(environment, scenario.defaults());
            assertThat(model.name()).isEqualTo("self-play");
            assertThat(scenario.worldModel(environment, scenario.defaults().withModel("latent")).name())
                    .isEqualTo("latent");

            assertThat(model.train(TrainingBudget.updates(1), TrainingListener.NONE).updates()).isOne();
            model.begin(environment.reset(OptionalLong.of(1)));
            int action = model.policy(new SplittableRandom(1));
            assertThat(model.observe(action, environment.step(action)).error()).isBetween(0.0, 1.0);
        }
        assertThat(scenario.success().test(1, 3, true)).isTrue();
        assertThat(scenario.success().test(-1, 3, true)).isFalse();
    }
}
