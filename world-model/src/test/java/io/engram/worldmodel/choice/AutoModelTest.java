package io.engram.worldmodel.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.worldmodel.Accuracy;
import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.EnvironmentException;
import io.engram.worldmodel.Observation.VectorObservation;
import io.engram.worldmodel.Reset;
import io.engram.worldmodel.Space;
import io.engram.worldmodel.Step;
import io.engram.worldmodel.WorldModel;
import io.engram.worldmodel.env.CartPole;
import io.engram.worldmodel.env.TabularEnvironment;
import io.engram.worldmodel.env.ToyText;
import io.engram.worldmodel.testing.Living;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AutoModelTest {
    /** A walk whose places are vectors without any smoothness: the next place is a scrambled number of the last. */
    private static final class Scrambled implements Environment {
        private int place;
        private int steps;

        @Override
        public EnvSpec spec() {
            return new EnvSpec("Scrambled-v0", 30, List.of("a", "b"), 0, 1);
        }

        @Override
        public Space observationSpace() {
            return new Space.Box(2, -100, 100);
        }

        @Override
        public Space actionSpace() {
            return new Space.Discrete(2);
        }

        private VectorObservation seen() {
            return new VectorObservation(new float[]{place * 37 % 23, place * 11 % 19});
        }

        @Override
        public Reset reset(OptionalLong seed) {
            place = 0;
            steps = 0;
            return Reset.of(seen());
        }

        @Override
        public Step step(int action) {
            place = (place * 7 + action * 5 + 3) % 29;
            return Step.of(seen(), place == 17 ? 1 : 0, false, ++steps == 30);
        }

        @Override
        public String render() {
            return "place " + place;
        }
    }

    @Test
    void vectorsThatComeBackWithoutSmoothness_areCounted() {
        Environment walk = new Scrambled();
        WorldModel model = ModelChoice.named("auto", walk, 1);

        Living.learn(model, walk, 1_000, 1, 0);

        assertThat(model.name()).isEqualTo("tabular");
        assertThat(model.describe()).contains("chosen by open-loop error from ensemble ");
        assertThat(model.accuracy().openLoopError()[0]).isLessThan(0.2);
    }

    @Test
    void smoothVectors_areLearnedByTheEnsemble() {
        WorldModel model = ModelChoice.named("auto", CartPole.v1(), 1);

        Living.learn(model, CartPole.v1(), 400, 1, 0);

        assertThat(model.name()).startsWith("ensemble");
    }

    @Test
    void aName_overridesTheChoice() {
        assertThat(ModelChoice.named("tabular", CartPole.v1(), 1).name()).isEqualTo("tabular");
        assertThat(ModelChoice.names(new TabularEnvironment(ToyText.taxi()))).containsExactly("tabular", "rules");
        assertThat(ModelChoice.named("auto", new TabularEnvironment(ToyText.taxi()), 1).name()).isEqualTo("tabular");
        assertThatThrownBy(() -> ModelChoice.named("grid", CartPole.v1(), 1)).isInstanceOf(EnvironmentException.class)
                .hasMessage(
                        "CartPole-v1: model: expected auto or one of [ensemble, ensemble-history, latent, recurrent, tabular], received"
                                + " 'grid'");
    }

    @Test
    void modelThatIsWrongMoreOftenThanItSays_isNotCalibrated() {
        assertThat(new Accuracy(new double[]{0.5}, 0.1, 200).calibrated()).isFalse();
        assertThat(new Accuracy(new double[]{0.5}, 0.1, 20).calibrated()).isTrue();
        assertThat(new Accuracy(new double[]{0.5}, 0.45, 200).calibrated()).isTrue();
    }
}
