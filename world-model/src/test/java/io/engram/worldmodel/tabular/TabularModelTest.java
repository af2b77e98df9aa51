package io.engram.worldmodel.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.planner.Plan;
import io.engram.planner.Planner;
import io.engram.planner.SearchBudget;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.Observation.StateObservation;
import io.engram.worldmodel.Step;
import io.engram.worldmodel.Surprise;
import io.engram.worldmodel.env.TabularEnvironment;
import io.engram.worldmodel.env.TimeLimit;
import io.engram.worldmodel.env.ToyText;
import io.engram.worldmodel.testing.Living;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.BitSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TabularModelTest {
    private static TabularModel model(Environment environment) {
        return new TabularModel(environment.spec(), environment.actionCount(), TabularOptions.defaults());
    }

    private static byte[] saved(TabularModel model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void frozenLake_isSolvedWithin3000Steps(long seed) {
        Environment lake = new TabularEnvironment(ToyText.frozenLake4x4());
        TabularModel model = model(lake);

        Living.learn(model, lake, 3_000, seed, 1);

        assertThat(Living.evaluate(model, lake, 1_000, seed)).isGreaterThanOrEqualTo(0.70);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void cliff_isWalkedInThirteenStepsAfter1500(long seed) {
        Environment cliff = new TimeLimit(new TabularEnvironment(ToyText.cliffWalking()), 200);
        TabularModel model = model(cliff);

        Living.learn(model, cliff, 1_500, seed, 1);

        assertThat(Living.evaluate(model, cliff, 1, seed)).isEqualTo(-13);
    }

    @Test
    void taxi_isDrivenBestAfter15000Steps() {
        Environment taxi = new TabularEnvironment(ToyText.taxi());
        TabularModel model = model(taxi);

        Living.learn(model, taxi, 15_000, 1, 1);

        assertThat(Living.evaluate(model, taxi, 5_000, 1)).isGreaterThanOrEqualTo(7.85);
    }

    @Test
    void search_overWhatWasCounted_choosesWhatTheValuesSay() {
        Environment cliff = new TimeLimit(new TabularEnvironment(ToyText.cliffWalking()), 200);
        TabularModel model = model(cliff);
        Living.learn(model, cliff, 1_500, 1, 1);
        model.exploration(0);
        model.begin(cliff.reset(OptionalLong.of(1)));

        Plan plan = new Planner().plan(model.world(), SearchBudget.simulations(64), model.planning(),
                new SplittableRandom(1));

        assertThat(cliff.spec().actionNames().get(plan.action())).isEqualTo("up");
        assertThat(plan.chosen().q()).isBetween(-13.0, -12.5);
    }

    @Test
    void loadedModel_actsAsTheSavedOne() throws IOException {
        Environment lake = new TabularEnvironment(ToyText.frozenLake4x4());
        TabularModel model = model(lake);
        Living.learn(model, lake, 3_000, 1, 1);
        TabularModel copy = model(lake);

        copy.load(new DataInputStream(new ByteArrayInputStream(saved(model))));

        assertThat(saved(copy)).isEqualTo(saved(model));
        assertThat(Living.evaluate(copy, lake, 200, 5)).isEqualTo(Living.evaluate(model, lake, 200, 5));
    }

    @Test
    void damagedFile_isRefusedAndChangesNothing() throws IOException {
        Environment lake = new TabularEnvironment(ToyText.frozenLake4x4());
        TabularModel model = model(lake);
        Living.learn(model, lake, 500, 1, 1);
        byte[] good = saved(model);
        byte[] bad = good.clone();
        bad[bad.length / 2] ^= 1;

        assertThatThrownBy(() -> model.load(new DataInputStream(new ByteArrayInputStream(bad))))
                .isInstanceOf(IOException.class).hasMessageContaining("tabular model: expected checksum");
        assertThat(saved(model)).isEqualTo(good);
    }

    @Test
    void maskedActions_areNeverChosen() {
        TabularModel model = model(new TabularEnvironment(ToyText.frozenLake4x4()));
        BitSet onlyTwo = new BitSet();
        onlyTwo.set(2);
        model.begin(new StateObservation(0));
        model.observe(0, new Step(new StateObservation(1), 0, false, false, Map.of(Step.ACTION_MASK, onlyTwo)));

        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 50; i++)
            assertThat(model.policy(random)).isEqualTo(2);
    }

    @Test
    void surprise_fallsAsTheSameStepRepeats() {
        TabularModel model = model(new TabularEnvironment(ToyText.cliffWalking()));
        Surprise first = again(model);
        Surprise last = first;
        for (int i = 0; i < 4; i++)
            last = again(model);
        assertThat(first.novelty()).isEqualTo(1);
        assertThat(first.error()).isEqualTo(1);
        assertThat(last.novelty()).isEqualTo(0.2);
        assertThat(last.error()).isZero();
        assertThat(last.rewardError()).isZero();
    }

    private static Surprise again(TabularModel model) {
        model.begin(new StateObservation(36));
        return model.observe(0, Step.of(new StateObservation(24), -1, false, false));
    }

    @Test
    void illegalAction_isRefused() {
        TabularModel model = model(new TabularEnvironment(ToyText.cliffWalking()));
        Step step = Step.of(new StateObservation(1), 0, false, false);

        assertThatThrownBy(() -> model.observe(0, step)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected begin() first");
        model.begin(new StateObservation(0));
        assertThatThrownBy(() -> model.observe(4, step)).hasMessage("action: expected 0..3, received 4");
    }
}
