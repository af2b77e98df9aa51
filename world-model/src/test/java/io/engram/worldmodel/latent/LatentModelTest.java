package io.engram.worldmodel.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.Observation.VectorObservation;
import io.engram.worldmodel.Reset;
import io.engram.worldmodel.Space;
import io.engram.worldmodel.Step;
import io.engram.worldmodel.TrainingBudget;
import io.engram.worldmodel.TrainingListener;
import io.engram.worldmodel.env.BoardEnvironment;
import io.engram.worldmodel.env.CartPole;
import io.engram.worldmodel.env.Opponent;
import io.engram.worldmodel.env.TicTacToe;
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

class LatentModelTest {
    private static LatentModel cartPole(LatentOptions options, long seed) {
        return new LatentModel(CartPole.v1().spec(), CartPole.v1().observationSpace(), 2, options, seed);
    }

    private static LatentOptions small() {
        return LatentOptions.defaults().withWidth(32).withBatch(32);
    }

    private static byte[] saved(LatentModel model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static void load(LatentModel model, byte[] saved) throws IOException {
        model.load(new DataInputStream(new ByteArrayInputStream(saved)));
    }

    /** The score gate of this tier, short: chance balances for 22 steps. */
    @Test
    void cartPole_isHeldMuchLongerThanByChance() throws IOException {
        LatentOptions options = LatentOptions.defaults().withBatch(32);
        LatentModel model = cartPole(options, 1);
        Living.learn(model, CartPole.v1(), 1_000, 1, 500);

        double mean = Living.evaluate(model, CartPole.v1(), 20, 99);

        assertThat(mean).isGreaterThanOrEqualTo(60);
        assertThat(model.accuracy().openLoopError()[0]).isLessThan(0.6);

        LatentModel copy = cartPole(options, 2);
        load(copy, saved(model));
        assertThat(Living.evaluate(copy, CartPole.v1(), 20, 99)).isEqualTo(mean);
    }

    /** Grids and masks: the same model learns to beat a random player from wins and losses alone. */
    @Test
    void grid_withMasks_isLearned() {
        BoardEnvironment world = new BoardEnvironment(new TicTacToe(), Opponent.random());
        LatentModel model = new LatentModel(world.spec(), world.observationSpace(), 9, small(), 1);
        double before = Living.evaluate(model, world, 200, 5);
        Living.learn(model, world, 600, 1, 200);

        assertThat(Living.evaluate(model, world, 200, 5)).isGreaterThan(before + 0.2);
        assertThat(model.situation()).hasSize(17);
    }

    /** A cue is shown, then nothing for two steps; the action of the last step is rewarded when it is what the cue said. */
    private static final class Cue implements Environment {
        private SplittableRandom random = new SplittableRandom(0);
        private int cue;
        private int age;

        @Override
        public EnvSpec spec() {
            return new EnvSpec("Cue-v0", 0, List.of("left", "right"), 0, 1);
        }

        @Override
        public Space observationSpace() {
            return new Space.Box(1, -1, 1);
        }

        @Override
        public Space actionSpace() {
            return new Space.Discrete(2);
        }

        @Override
        public Reset reset(OptionalLong seed) {
            seed.ifPresent(s -> random = new SplittableRandom(s));
            cue = random.nextInt(2);
            age = 0;
            return Reset.of(new VectorObservation(new float[]{2 * cue - 1}));
        }

        @Override
        public Step step(int action) {
            age++;
            boolean last = age == 3;
            return Step.of(new VectorObservation(new float[]{0}), last && action == cue ? 1 : 0, last, false);
        }

        @Override
        public String render() {
            return "cue " + cue + ", step " + age;
        }
    }

    private static double followsTheCue(int history) {
        Environment world = new Cue();
        LatentModel model = new LatentModel(world.spec(), world.observationSpace(), 2, small().withHistory(history), 1);
        Living.learn(model, world, 600, 1, 400);
        return Living.evaluate(model, world, 200, 5);
    }

    @Test
    void recurrent_remembersWhatIsNoLongerSeen() {
        assertThat(followsTheCue(4)).isGreaterThan(0.95);
        assertThat(followsTheCue(1)).as("without a memory it is chance").isLessThan(0.65);
    }

    @Test
    void sameSeed_sameNetworks() throws IOException {
        LatentModel one = cartPole(small(), 4);
        LatentModel two = cartPole(small(), 4);
        Living.learn(one, CartPole.v1(), 230, 4, 5);
        Living.learn(two, CartPole.v1(), 230, 4, 5);

        assertThat(saved(two)).isEqualTo(saved(one));
    }

    @Test
    void damagedFileAndThatOfAnotherWidth_areRefusedAndChangeNothing() throws IOException {
        LatentModel model = cartPole(small(), 1);
        byte[] good = saved(model);
        byte[] bad = good.clone();
        bad[1000] ^= 4;
        byte[] other = saved(cartPole(small().withWidth(16), 1));

        assertThatThrownBy(() -> load(model, bad)).isInstanceOf(IOException.class)
                .hasMessageContaining("latent model: expected checksum");
        assertThatThrownBy(() -> load(model, other)).isInstanceOf(IOException.class)
                .hasMessageContaining("latent model: width: expected 32, received 16");
        assertThat(saved(model)).isEqualTo(good);
    }

    @Test
    void observationThatIsNotFiniteOrOfAnotherShape_isRefusedBeforeAnythingIsLearned() throws IOException {
        LatentModel model = cartPole(small(), 1);
        model.begin(CartPole.v1().reset(OptionalLong.of(1)));
        byte[] before = saved(model);
        Step nan = Step.of(new VectorObservation(new float[]{0, Float.NaN, 0, 0}), 1, false, false);

        assertThatThrownBy(() -> model.observe(0, nan)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected finite numbers");
        assertThatThrownBy(() -> model.begin(new VectorObservation(new float[3])))
                .hasMessageContaining("expected a vector of 4 numbers");
        assertThat(saved(model)).isEqualTo(before);
    }

    @Test
    void worldThatDiverges_leavesTheModelFinite() {
        EnvSpec spec = new EnvSpec("Runaway-v0", 0, List.of("a", "b"), -1, 1e30);
        LatentModel model = new LatentModel(spec, new Space.Box(1, -1e38f, 1e38f), 2, small(), 1);
        SplittableRandom random = new SplittableRandom(1);
        float x = 1;
        model.begin(new VectorObservation(new float[]{x}));
        for (int i = 0; i < 260; i++) {
            x = Math.abs(x) > 1e30f ? 1 : x * -1.5f;
            model.observe(random.nextInt(2), Step.of(new VectorObservation(new float[]{x}), x, false, false));
        }

        assertThat(model.isFinite()).isTrue();
        assertThat(model.policy(random)).isBetween(0, 1);
    }

    @Test
    void zeroBudget_trainsNothing() throws IOException {
        LatentModel model = cartPole(small(), 1);
        Living.learn(model, CartPole.v1(), 150, 1, 0);
        byte[] before = saved(model);

        assertThat(model.train(TrainingBudget.updates(0), TrainingListener.NONE).updates()).isZero();
        assertThat(saved(model)).isEqualTo(before);
    }
}
