package io.engram.worldmodel.selfplay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.planner.Planner;
import io.engram.planner.SearchBudget;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.Observation.GridObservation;
import io.engram.worldmodel.Step;
import io.engram.worldmodel.TrainingBudget;
import io.engram.worldmodel.TrainingListener;
import io.engram.worldmodel.TrainingReport;
import io.engram.worldmodel.env.BoardEnvironment;
import io.engram.worldmodel.env.Connect4;
import io.engram.worldmodel.env.Opponent;
import io.engram.worldmodel.env.TicTacToe;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SelfPlayModelTest {
    private static SelfPlayModel ticTacToe(long seed) {
        return new SelfPlayModel(new TicTacToe(), SelfPlayOptions.small(), seed);
    }

    private static byte[] saved(SelfPlayModel model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static void load(SelfPlayModel model, byte[] saved) throws IOException {
        model.load(new DataInputStream(new ByteArrayInputStream(saved)));
    }

    /** Games lost against a perfect player who chooses at random among the best moves. */
    private static int lost(SelfPlayModel model, int games, int simulations) {
        Environment world = new BoardEnvironment(new TicTacToe(), Opponent.perfect());
        SplittableRandom random = new SplittableRandom(5);
        Planner planner = new Planner();
        int lost = 0;
        for (int i = 0; i < games; i++) {
            model.begin(world.reset(i == 0 ? OptionalLong.of(17) : OptionalLong.empty()));
            Step step;
            do {
                int action = simulations == 0
                        ? model.policy(random)
                        : planner.plan(model.world(), SearchBudget.simulations(simulations), model.planning(), random)
                                .action();
                step = world.step(action);
                model.observe(action, step);
            } while (!step.done());
            lost += step.reward() < 0 ? 1 : 0;
        }
        return lost;
    }

    /** The score gate: what was learned in a short practice does not lose, with a small search and nearly so without any. */
    @Test
    void ticTacToe_shortPractice_losesToNobody() {
        SelfPlayModel model = ticTacToe(1);
        int before = lost(model, 100, 0);
        TrainingReport report = model.train(TrainingBudget.updates(800), TrainingListener.NONE);

        assertThat(before).isGreaterThan(50);
        assertThat(lost(model, 100, 0)).isLessThanOrEqualTo(15);
        assertThat(lost(model, 100, 64)).isZero();
        assertThat(report.losses().get("value")).isLessThan(0.9);
        assertThat(model.games()).isEqualTo(200);
    }

    @Test
    void resumedPractice_goesOnBitForBit() throws IOException {
        SelfPlayModel through = ticTacToe(3);
        through.train(TrainingBudget.updates(40), TrainingListener.NONE);
        SelfPlayModel resumed = ticTacToe(3);
        load(resumed, saved(through));
        through.train(TrainingBudget.updates(40), TrainingListener.NONE);
        resumed.train(TrainingBudget.updates(40), TrainingListener.NONE);

        assertThat(saved(resumed)).isEqualTo(saved(through));
    }

    @Test
    void damagedFileAndThatOfAnotherGame_areRefusedAndChangeNothing() throws IOException {
        SelfPlayModel model = ticTacToe(1);
        model.train(TrainingBudget.updates(5), TrainingListener.NONE);
        byte[] good = saved(model);
        byte[] bad = good.clone();
        bad[500] ^= 1;
        SelfPlayModel other = new SelfPlayModel(new Connect4(), SelfPlayOptions.small(), 1);

        assertThatThrownBy(() -> load(model, bad)).isInstanceOf(IOException.class)
                .hasMessageContaining("self-play model: expected checksum");
        assertThatThrownBy(() -> load(other, good)).isInstanceOf(IOException.class)
                .hasMessageContaining("self-play model: moves: expected 7, received 9");
        assertThat(saved(model)).isEqualTo(good);
    }

    @Test
    void observationThatIsNoBoard_isRefused() {
        SelfPlayModel model = ticTacToe(1);

        assertThatThrownBy(() -> model.begin(new GridObservation(2, 2, 1, new int[4])))
                .hasMessageContaining("expected a grid of 3x3x1");
        assertThatThrownBy(() -> model.begin(new GridObservation(3, 3, 1, new int[]{3, 0, 0, 0, 0, 0, 0, 0, 0})))
                .hasMessageContaining("expected cells of 0..2, received 3");
    }

    @Test
    void zeroBudget_playsNothing() {
        SelfPlayModel model = ticTacToe(1);

        assertThat(model.train(TrainingBudget.updates(0), TrainingListener.NONE).updates()).isZero();
        assertThat(model.games()).isZero();
    }
}
