package io.engram.worldmodel.ntuple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.planner.Planner;
import io.engram.planner.SearchBudget;
import io.engram.worldmodel.Observation.GridObservation;
import io.engram.worldmodel.Step;
import io.engram.worldmodel.TrainingBudget;
import io.engram.worldmodel.TrainingListener;
import io.engram.worldmodel.TrainingReport;
import io.engram.worldmodel.env.Slide2048;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TupleModelTest {
    private static TupleModel small(long seed) {
        return new TupleModel(TupleOptions.small(), seed);
    }

    private static byte[] saved(TupleModel model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static void load(TupleModel model, byte[] saved) throws IOException {
        model.load(new DataInputStream(new ByteArrayInputStream(saved)));
    }

    private static double meanScore(TupleModel model, int games, int simulations) {
        Slide2048 game = new Slide2048();
        Planner planner = new Planner();
        SplittableRandom random = new SplittableRandom(4);
        double sum = 0;
        for (int i = 0; i < games; i++) {
            model.begin(game.reset(i == 0 ? OptionalLong.of(9) : OptionalLong.empty()));
            Step step;
            do {
                int action = simulations == 0
                        ? model.policy(random)
                        : planner.plan(model.world(), SearchBudget.simulations(simulations), model.planning(), random)
                                .action();
                step = game.step(action);
                assertThat(model.observe(action, step).rewardError()).isZero();
                sum += step.reward();
            } while (!step.done());
        }
        return sum / games;
    }

    /** The score gate: a short practice multiplies the score of greedy sliding. */
    @Test
    void shortPractice_multipliesTheScore() {
        TupleModel model = small(1);
        double before = meanScore(model, 30, 0);
        TrainingReport report = model.train(TrainingBudget.updates(800), TrainingListener.NONE);
        double after = meanScore(model, 30, 0);

        assertThat(report.updates()).isEqualTo(800);
        assertThat(after).isGreaterThan(2 * before).isGreaterThan(8_000);
        assertThat(model.meanScore()).isBetween(0.6 * after, 1.6 * after);
        assertThat(model.describe()).startsWith("n-tuple, 800 games");
        assertThat(model.isFinite()).isTrue();
    }

    @Test
    void search_playsWithWhatWasLearned() {
        TupleModel model = small(1);
        assertThat(model.searchable()).isFalse();
        model.train(TrainingBudget.updates(200), TrainingListener.NONE);
        assertThat(model.searchable()).isTrue();
        assertThat(meanScore(model, 1, 8)).isGreaterThan(500);
    }

    @Test
    void resumedPractice_goesOnBitForBit() throws IOException {
        TupleModel through = small(3);
        through.train(TrainingBudget.updates(20), TrainingListener.NONE);
        TupleModel resumed = small(3);
        resumed.train(TrainingBudget.updates(5), TrainingListener.NONE);
        load(resumed, saved(through));
        through.train(TrainingBudget.updates(20), TrainingListener.NONE);
        resumed.train(TrainingBudget.updates(20), TrainingListener.NONE);

        assertThat(saved(resumed)).isEqualTo(saved(through));
        assertThat(saved(small(4))).isNotEqualTo(saved(through));
    }

    @Test
    void damagedFileAndThatOfOtherTuples_areRefusedAndChangeNothing() throws IOException {
        TupleModel model = small(1);
        model.train(TrainingBudget.updates(5), TrainingListener.NONE);
        byte[] good = saved(model);
        byte[] bad = good.clone();
        bad[500] ^= 1;
        TupleModel other = new TupleModel(new TupleOptions(List.of(List.of(0, 1, 2)), 0.1), 1);

        assertThatThrownBy(() -> load(model, bad)).isInstanceOf(IOException.class)
                .hasMessageContaining("n-tuple model: expected checksum");
        assertThatThrownBy(() -> load(other, good)).isInstanceOf(IOException.class)
                .hasMessage("n-tuple model: tuples: expected 1, received 5");
        assertThat(saved(model)).isEqualTo(good);
    }

    /** One board, turned and mirrored, has one value, and learning about one is learning about all. */
    @Test
    void turnedBoards_areOne() {
        TupleNet net = new TupleNet(TupleOptions.small().tuples());
        net.add(0x4321L, 8);
        assertThat(net.value(0x1234L)).as("mirrored").isEqualTo(net.value(0x4321L)).isPositive();
        assertThat(net.value(1L | 2L << 16 | 3L << 32 | 4L << 48)).as("turned").isEqualTo(net.value(0x4321L));
    }

    @Test
    void misuse_isNamed() {
        TupleModel model = small(1);
        int[] cells = new int[16];
        cells[0] = 1;
        GridObservation board = new GridObservation(4, 4, 1, cells);
        Step same = Step.of(board, 0, false, false);
        assertThatThrownBy(() -> model.observe(1, same)).hasMessageContaining("begin()");
        model.begin(board);
        assertThatThrownBy(() -> model.observe(3, same)).hasMessageContaining("a slide that changes the board");
        assertThatThrownBy(() -> model.observe(1, same)).hasMessageContaining("the rules' own board");
        assertThatThrownBy(() -> model.begin(new GridObservation(2, 2, 1, new int[4])))
                .hasMessageContaining("expected a grid of 4x4x1");
        assertThatThrownBy(() -> new TupleOptions(List.of(List.of(0, 0)), 0.1)).hasMessageContaining("[0, 0]");
    }
}
