package io.engram.worldmodel.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.planner.Planner;
import io.engram.planner.SearchBudget;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.Observation.StateObservation;
import io.engram.worldmodel.Reset;
import io.engram.worldmodel.Step;
import io.engram.worldmodel.TrainingBudget;
import io.engram.worldmodel.TrainingListener;
import io.engram.worldmodel.WorldModel;
import io.engram.worldmodel.choice.ModelChoice;
import io.engram.worldmodel.env.GuardedEnvironment;
import io.engram.worldmodel.env.KnownRules;
import io.engram.worldmodel.env.ScaleReward;
import io.engram.worldmodel.env.Slide2048;
import io.engram.worldmodel.env.Sokoban;
import io.engram.worldmodel.env.TabularEnvironment;
import io.engram.worldmodel.env.TimeLimit;
import io.engram.worldmodel.env.ToyText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RulesModelTest {
    private static TabularEnvironment cliff() {
        return new TabularEnvironment(ToyText.cliffWalking());
    }

    private static WorldModel rules(Environment environment) {
        return ModelChoice.named("rules", environment, 1);
    }

    /** Lives some episodes by search and returns the last step's reward sum. */
    private static double live(Environment environment, WorldModel model, int simulations) {
        Planner planner = new Planner();
        SplittableRandom random = new SplittableRandom(2);
        Reset start = environment.reset(OptionalLong.of(3));
        model.begin(start);
        double sum = 0;
        Step step;
        do {
            int action = simulations == 0
                    ? model.policy(random)
                    : planner.plan(model.world(), SearchBudget.simulations(simulations), model.planning(), random)
                            .action();
            step = environment.step(action);
            model.observe(action, step);
            sum += step.reward();
        } while (!step.done());
        return sum;
    }

    @Test
    void search_walksAlongTheCliff_asWellAsCanBe() {
        Environment environment = new GuardedEnvironment(new TimeLimit(cliff(), 100));
        WorldModel model = rules(environment);
        assertThat(live(environment, model, 1_500)).isEqualTo(-13);
        assertThat(model.accuracy().meanError()).isZero();
        assertThat(model.accuracy().steps()).isEqualTo(13);
    }

    @Test
    void chance_isNoError_andHabitIsLegal() {
        Environment game = new Slide2048();
        WorldModel model = rules(game);
        assertThat(live(game, model, 0)).isPositive();
        assertThat(model.accuracy().meanError()).isZero();
        assertThat(model.accuracy().steps()).isPositive();
    }

    @Test
    void rulesOfAnotherWorld_showAsError() {
        Environment scaled = new ScaleReward(new TimeLimit(cliff(), 20), 2);
        assertThat(KnownRules.of(scaled)).as("the rewards are others").isEmpty();
        RulesModel model = new RulesModel(scaled.spec(), cliff().exactWorld(1));
        live(scaled, model, 0);
        assertThat(model.accuracy().meanError()).isEqualTo(1);
        assertThat(model.accuracy().calibrated()).as("too few steps to say").isTrue();
    }

    @Test
    void saved_isOnlyWhoseRulesTheyAre() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        rules(cliff()).save(new DataOutputStream(bytes));
        rules(cliff()).load(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        WorldModel other = rules(Sokoban.small());
        assertThatThrownBy(() -> other.load(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))))
                .isInstanceOf(IOException.class)
                .hasMessage("rules: expected those of Sokoban-7x7-2-v0, received CliffWalking-v1");
    }

    @Test
    void nothingIsTrained_andMisuseIsNamed() {
        WorldModel model = rules(cliff());
        assertThat(model.train(TrainingBudget.updates(10), TrainingListener.NONE).updates()).isZero();
        Step step = Step.of(new StateObservation(36), -1, false, false);
        assertThatThrownBy(() -> model.observe(0, step)).hasMessageContaining("begin()");
        model.begin(new StateObservation(36));
        assertThatThrownBy(() -> model.observe(4, step)).hasMessage("action: expected a legal one, received 4");
        assertThatThrownBy(() -> model.exploration(2)).hasMessageContaining("received 2");
    }
}
