package io.engram.worldmodel.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.Observation.StateObservation;
import io.engram.worldmodel.Observation.VectorObservation;
import io.engram.worldmodel.Step;
import io.engram.worldmodel.TrainingBudget;
import io.engram.worldmodel.TrainingListener;
import io.engram.worldmodel.env.CartPole;
import io.engram.worldmodel.testing.Living;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EnsembleModelTest {
    private static EnsembleModel cartPole(long seed) {
        return new EnsembleModel(CartPole.v1().spec(), 4, 2, EnsembleOptions.defaults(), seed);
    }

    private static byte[] saved(EnsembleModel model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    /** The score gate of this tier: Gymnasium's own threshold, by the values alone, without search. */
    @Test
    void cartPole_isBalancedAfter2500Steps() throws IOException {
        EnsembleModel model = cartPole(1);
        Living.learn(model, CartPole.v1(), 2_500, 1, 2_000);

        double mean = Living.evaluate(model, CartPole.v1(), 20, 99);

        assertThat(mean).isGreaterThanOrEqualTo(475);
        assertThat(model.accuracy().openLoopError()[4]).isLessThan(0.2);
        assertThat(model.accuracy().calibrated()).isTrue();

        EnsembleModel copy = cartPole(2);
        copy.load(new DataInputStream(new ByteArrayInputStream(saved(model))));
        assertThat(Living.evaluate(copy, CartPole.v1(), 20, 99)).isEqualTo(mean);
    }

    @Test
    void sameSeed_sameNetworks() throws IOException {
        EnsembleModel one = cartPole(4);
        EnsembleModel two = cartPole(4);
        Living.learn(one, CartPole.v1(), 300, 4, 20);
        Living.learn(two, CartPole.v1(), 300, 4, 20);

        assertThat(saved(two)).isEqualTo(saved(one));
    }

    @Test
    void damagedFile_isRefusedAndChangesNothing() throws IOException {
        EnsembleModel model = cartPole(1);
        byte[] good = saved(model);
        byte[] bad = good.clone();
        bad[1000] ^= 4;

        assertThatThrownBy(() -> model.load(new DataInputStream(new ByteArrayInputStream(bad))))
                .isInstanceOf(IOException.class).hasMessageContaining("ensemble model: expected checksum");
        assertThat(saved(model)).isEqualTo(good);
    }

    @Test
    void observationThatIsNotFinite_isRefusedBeforeAnythingIsLearned() throws IOException {
        EnsembleModel model = cartPole(1);
        Living.learn(model, CartPole.v1(), 150, 1, 0);
        byte[] before = saved(model);
        model.begin(CartPole.v1().reset(OptionalLong.of(1)));
        Step nan = Step.of(new VectorObservation(new float[]{0, Float.NaN, 0, 0}), 1, false, false);

        assertThatThrownBy(() -> model.observe(0, nan)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected finite numbers");
        assertThat(saved(model)).isEqualTo(before);
    }

    @Test
    void observationOfAnotherShape_isRefused() {
        EnsembleModel model = cartPole(1);

        assertThatThrownBy(() -> model.begin(new VectorObservation(new float[3])))
                .hasMessageContaining("expected a vector of 4 numbers");
        assertThatThrownBy(() -> model.begin(new StateObservation(3)))
                .hasMessageContaining("expected a vector of 4 numbers");
    }

    /** Numbers that would overflow a network: it may be useless, but it must stay finite and keep the values in charge. */
    @Test
    void worldThatDiverges_leavesTheModelFinite() throws IOException {
        EnvSpec spec = new EnvSpec("Runaway-v0", 0, List.of("a", "b"), -1, 1e30);
        EnsembleModel model = new EnsembleModel(spec, 1, 2, EnsembleOptions.defaults(), 1);
        SplittableRandom random = new SplittableRandom(1);
        float x = 1;
        model.begin(new VectorObservation(new float[]{x}));
        for (int i = 0; i < 400; i++) {
            x = Math.abs(x) > 1e30f ? 1 : x * -1.5f;
            model.observe(random.nextInt(2), Step.of(new VectorObservation(new float[]{x}), x, false, false));
        }
        model.train(TrainingBudget.updates(50), TrainingListener.NONE);

        assertThat(model.isFinite()).isTrue();
        assertThat(model.policy(random)).isBetween(0, 1);
    }

    @Test
    void zeroBudget_trainsNothing() throws IOException {
        EnsembleModel model = cartPole(1);
        Living.learn(model, CartPole.v1(), 150, 1, 0);
        byte[] before = saved(model);

        assertThat(model.train(TrainingBudget.updates(0), TrainingListener.NONE).updates()).isZero();
        assertThat(saved(model)).isEqualTo(before);
    }
}
