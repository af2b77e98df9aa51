package io.engram.inference.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.engram.tensor.DType;
import io.engram.tensor.layer.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
    private static final MoeShape SHAPE = new MoeShape(32, 32, 32, 2, 1, 2, 1, 16, 32, 8, 2, 32, 32, 1, 1000, 1e-5f,
            false);

    private final Path folder;

    TrainerTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static TrainingOptions options(int steps, boolean muon) {
        return new TrainingOptions(steps, 200, 2, muon ? 0.01f : 0.003f, 5, 0.5f, 0.01f, 1, 0.01f, muon, 7);
    }

    /** A sequence that goes on with a step of its own: the step has to be read from the first two tokens. */
    private static Document counting(long index) {
        SplittableRandom random = new SplittableRandom(index * 31 + 5);
        int step = 1 + random.nextInt(4);
        int[] tokens = new int[20];
        tokens[0] = random.nextInt(32);
        for (int i = 1; i < tokens.length; i++) {
            tokens[i] = (tokens[i - 1] + step) % 32;
        }
        return Document.of(tokens);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void steps_onARule_learnItAndSpreadTheLoad(boolean muon) {
        List<Document> unseen = List.of(counting(1_000_001), counting(1_000_002), counting(1_000_003));
        try (Trainer trainer = new Trainer(SHAPE, options(150, muon), TrainerTest::counting)) {
            double before = trainer.evaluate(unseen);
            StepReport last = trainer.step();
            while (trainer.stepsTaken() < 150) {
                last = trainer.step();
            }
            // Of 19 predicted tokens the first is a guess among 4: ln 4 / 19 = 0.073.
            assertThat(before).isGreaterThan(3.2);
            assertThat(trainer.evaluate(unseen)).isLessThan(0.25);
            assertThat(last.idleExperts()).isZero();
            assertThat(last.busiest()).isLessThan(3);
        }
    }

    @Test
    void resume_fromACheckpoint_endsInTheSameWeights() throws IOException {
        Path file = folder.resolve("run.ckpt");
        try (Trainer straight = new Trainer(SHAPE, options(8, true), TrainerTest::counting);
                Trainer stopped = new Trainer(SHAPE, options(8, true), TrainerTest::counting)) {
            for (int i = 0; i < 8; i++) {
                straight.step();
            }
            for (int i = 0; i < 3; i++) {
                stopped.step();
            }
            stopped.save(file);
            try (Trainer resumed = Trainer.resume(file, TrainerTest::counting)) {
                while (resumed.stepsTaken() < 8) {
                    resumed.step();
                }
                List<Parameter> expected = straight.weights().all();
                List<Parameter> actual = resumed.weights().all();
                for (int i = 0; i < expected.size(); i++) {
                    assertThat(actual.get(i).value()).as(expected.get(i).name()).isEqualTo(expected.get(i).value());
                }
                assertThat(resumed.weights().biases(1)).isEqualTo(straight.weights().biases(1));
            }
        }
    }

    @Test
    void resume_overOtherSteps_isTheRunThatBeganWithThem() throws IOException {
        Path file = folder.resolve("run.ckpt");
        try (Trainer straight = new Trainer(SHAPE, options(12, true), TrainerTest::counting);
                Trainer begun = new Trainer(SHAPE, options(40, true), TrainerTest::counting)) {
            for (int i = 0; i < 12; i++) {
                straight.step();
            }
            for (int i = 0; i < 6; i++) {
                begun.step();
            }
            begun.save(file);
            try (Trainer resumed = Trainer.resume(file, TrainerTest::counting, options(12, true))) {
                assertThat(resumed.options()).isEqualTo(straight.options());
                while (resumed.stepsTaken() < 12) {
                    resumed.step();
                }
                for (int i = 0; i < straight.weights().all().size(); i++) {
                    assertThat(resumed.weights().all().get(i).value())
                            .isEqualTo(straight.weights().all().get(i).value());
                }
            }
        }
        assertThatThrownBy(() -> Trainer.resume(file, TrainerTest::counting, options(8, true)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("expected the run's 40");
    }

    /** A run that has to end early: told so on the way, it is the run that was told so at its beginning. */
    @Test
    void resume_withACut_isTheRunThatBeganWithIt() throws IOException {
        Path file = folder.resolve("run.ckpt");
        TrainingOptions cut = options(40, true).cut(24, 27);
        try (Trainer straight = new Trainer(SHAPE, cut, TrainerTest::counting);
                Trainer begun = new Trainer(SHAPE, options(40, true), TrainerTest::counting)) {
            for (int i = 0; i < 22; i++) {
                begun.step();
            }
            begun.save(file);
            double rate = 1;
            while (straight.stepsTaken() < cut.end()) {
                double before = rate;
                rate = straight.step().learningRate();
                assertThat(rate).isLessThanOrEqualTo(straight.stepsTaken() > 6 ? before : 1);
            }
            assertThat(rate).isLessThan(0.003);
            try (Trainer resumed = Trainer.resume(file, TrainerTest::counting, cut)) {
                while (resumed.stepsTaken() < cut.end()) {
                    resumed.step();
                }
                for (int i = 0; i < straight.weights().all().size(); i++) {
                    assertThat(resumed.weights().all().get(i).value())
                            .isEqualTo(straight.weights().all().get(i).value());
                }
            }
        }
        assertThatThrownBy(() -> Trainer.resume(file, TrainerTest::counting, options(40, true).cut(20, 30)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("cut from 20 to 30");
        assertThatThrownBy(() -> options(40, true).cut(20, 41)).hasMessageContaining("at most 40");
    }

    @Test
    void resume_damagedFile_saysWhereAndWhat() throws IOException {
        Path file = folder.resolve("run.ckpt");
        try (Trainer trainer = new Trainer(SHAPE, options(2, false), TrainerTest::counting)) {
            trainer.save(file);
        }
        byte[] good = Files.readAllBytes(file);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 60; i++) {
            byte[] bad = good.clone();
            int at = i < 30 ? random.nextInt(600) : random.nextInt(bad.length);
            bad[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bad);
            assertThatThrownBy(() -> Trainer.resume(file, TrainerTest::counting).close()).as("byte %d", at)
                    .isInstanceOf(CheckpointFormatException.class).hasMessageContaining("run.ckpt at byte");
        }
        Files.write(file, Arrays.copyOf(good, good.length - 5));
        assertThatThrownBy(() -> Trainer.resume(file, TrainerTest::counting))
                .isInstanceOf(CheckpointFormatException.class);
    }

    @Test
    void export_f32_engineGivesTheTrainersLogProbabilities() throws IOException {
        Path file = folder.resolve("model.gguf");
        Document document = counting(5);
        try (Trainer trainer = new Trainer(SHAPE, options(20, false), TrainerTest::counting)) {
            while (trainer.stepsTaken() < 20) {
                trainer.step();
            }
            ModelExport.write(trainer, DType.F32, file, w -> {
                w.putText("tokenizer.ggml.model", "no_vocab");
            });
            double[] expected = new MoeNetwork(trainer.weights()).logProbabilities(Batch.of(List.of(document)));
            double[] engine = EngineProbe.logProbabilities(file, null, document);
            for (int t = 0; t < expected.length; t++) {
                assertThat(engine[t]).as("position %d", t).isCloseTo(expected[t], within(1e-4));
            }
        }
    }

    @Test
    void step_documentThatIsTooLong_isRefused() {
        try (Trainer trainer = new Trainer(SHAPE, options(2, false), i -> Document.of(new int[40]))) {
            assertThatThrownBy(trainer::step).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("document 0: expected at most 33 tokens, received 40");
        }
    }

    @Test
    void step_weightsThatOverflow_isRefusedAndChangesNothing() {
        try (Trainer trainer = new Trainer(SHAPE, options(2, false), TrainerTest::counting)) {
            float[] head = trainer.weights().get("output.weight").value();
            head[3] = Float.POSITIVE_INFINITY;
            float[] before = head.clone();
            assertThatThrownBy(trainer::step).isInstanceOf(TrainingDivergedException.class);
            assertThat(head).isEqualTo(before);
            assertThat(trainer.stepsTaken()).isZero();
        }
    }
}
