package io.engram.inference.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.engram.inference.ModelFormatException;
import io.engram.inference.gguf.GgufFile;
import io.engram.inference.gguf.GgufWriter;
import io.engram.tensor.DType;
import io.engram.tensor.layer.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trained model goes on: from its file, by thin factors, by preferences. */
class TuningTest {
    private static final MoeShape SHAPE = new MoeShape(32, 32, 32, 2, 1, 2, 1, 16, 32, 8, 2, 32, 32, 1, 1000, 1e-5f,
            true);

    /** Without routers: a choice that flips has no finite difference. */
    private static final MoeShape SMOOTH = new MoeShape(32, 32, 32, 2, 2, 2, 1, 16, 32, 0, 0, 0, 0, 1, 1000, 1e-5f,
            true);

    private final Path folder;

    TuningTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static TrainingOptions options(int steps) {
        return new TrainingOptions(steps, 200, 2, 0.003f, 5, 0.5f, 0.01f, 1, 0, false, 7);
    }

    /** Counts up by the step, from a start of the index. */
    private static Document counting(long index, int step) {
        int[] tokens = new int[16];
        tokens[0] = (int) (index % 32);
        for (int i = 1; i < tokens.length; i++) {
            tokens[i] = (tokens[i - 1] + step) % 32;
        }
        return Document.of(tokens);
    }

    private static Path write(Trainer trainer, Path file) throws IOException {
        ModelExport.write(trainer, DType.F32, file, w -> {
            w.putText("tokenizer.ggml.model", "none");
        });
        return file;
    }

    private Path counter() throws IOException {
        try (Trainer trainer = new Trainer(SHAPE, options(60), i -> counting(i, 1))) {
            while (trainer.stepsTaken() < 60) {
                trainer.step();
            }
            return write(trainer, folder.resolve("base.gguf"));
        }
    }

    @Test
    void of_anExportedFile_hasTheSameWeights() throws IOException {
        try (Trainer trainer = new Trainer(SHAPE, options(3), i -> counting(i, 1))) {
            trainer.step();
            Path file = write(trainer, folder.resolve("m.gguf"));
            try (GgufFile gguf = GgufFile.open(file);
                    Trainer again = Trainer.of(gguf, options(3), i -> counting(i, 1))) {
                assertThat(again.shape()).isEqualTo(trainer.shape());
                List<Parameter> expected = trainer.weights().all();
                for (int i = 0; i < expected.size(); i++) {
                    assertThat(again.weights().all().get(i).value()).isEqualTo(expected.get(i).value());
                }
                assertThat(again.weights().biases(1)).isEqualTo(trainer.weights().biases(1));
            }
        }
    }

    @Test
    void lora_learnsNewTextWithTheOldWeightsUntouched_andTheEngineAgrees() throws IOException {
        Path base = counter();
        Path adapter = folder.resolve("adapter.gguf");
        List<Document> twos = List.of(counting(3, 2), counting(8, 2));
        Document probe = counting(5, 2);
        double[] own;
        try (GgufFile gguf = GgufFile.open(base);
                Trainer trainer = Trainer.of(gguf, options(80).lora(4), i -> counting(i, 2))) {
            double before = trainer.evaluate(twos);
            float[] experts = trainer.weights().get("blk.1.ffn_up_exps.weight").value().clone();
            while (trainer.stepsTaken() < 80) {
                trainer.step();
            }
            assertThat(before).isGreaterThan(2);
            assertThat(trainer.evaluate(twos)).isLessThan(0.5);
            assertThat(trainer.weights().get("blk.1.ffn_up_exps.weight").value()).isEqualTo(experts);
            ModelExport.writeAdapter(trainer, "twos", adapter);
            own = new MoeNetwork(trainer.weights()).logProbabilities(Batch.of(List.of(probe)));
        }
        double[] plain = EngineProbe.logProbabilities(base, null, probe);
        double[] adapted = EngineProbe.logProbabilities(base, adapter, probe);
        for (int t = 0; t < own.length; t++) {
            assertThat(adapted[t]).isCloseTo(own[t], within(1e-3));
        }
        assertThat(Arrays.stream(plain).sum()).isLessThan(Arrays.stream(adapted).sum() - 10);
    }

    @Test
    void lora_gradientsOfTheFactors_areThoseOfFiniteDifferences() {
        MoeWeights weights = MoeWeights.random(SMOOTH, new SplittableRandom(3));
        ThinUpdate update = ThinUpdate.of(weights, 3, 5).getFirst();
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < update.up().size(); i++) {
            update.up().value()[i] = (float) random.nextGaussian(0, 0.1);
        }
        update.push();
        MoeNetwork network = new MoeNetwork(weights);
        Batch batch = Batch.of(List.of(counting(1, 3), counting(4, 1)));
        network.lossAndGradients(batch, 1);
        update.pull();
        for (Parameter p : List.of(update.down(), update.up())) {
            for (int n = 0; n < 12; n++) {
                int i = random.nextInt(p.size());
                float old = p.value()[i];
                float h = 2e-3f;
                p.value()[i] = old + h;
                update.push();
                double above = network.loss(batch);
                p.value()[i] = old - h;
                update.push();
                double below = network.loss(batch);
                p.value()[i] = old;
                update.push();
                assertThat((double) p.gradient()[i]).as("%s %d", p.name(), i)
                        .isCloseTo((above - below) / (2 * h), within(2e-2));
            }
        }
    }

    @Test
    void preference_learnsToPreferAndItsGradientIsThatOfFiniteDifferences() throws IOException {
        Path base = counter();
        DocumentSource pairs = i -> counting(i / 2, i % 2 == 0 ? 3 : 1);
        try (GgufFile gguf = GgufFile.open(base);
                Trainer trainer = Trainer.of(gguf, options(40).preferring(0.1f), pairs)) {
            double before = margin(trainer.weights());
            double first = trainer.step().loss();
            double last = first;
            while (trainer.stepsTaken() < 40) {
                last = trainer.step().loss();
            }
            assertThat(first).as("ln 2: as likely as before").isCloseTo(Math.log(2), within(1e-5));
            assertThat(last).isLessThan(0.1);
            assertThat(margin(trainer.weights())).isGreaterThan(before + 20);
        }
        MoeWeights weights = MoeWeights.random(SMOOTH, new SplittableRandom(3));
        MoeNetwork network = new MoeNetwork(weights);
        MoeNetwork frozen = new MoeNetwork(MoeWeights.random(SMOOTH, new SplittableRandom(4)));
        Batch batch = Batch.of(List.of(counting(1, 3), counting(1, 1), counting(2, 3), counting(2, 1)));
        Preference.lossAndGradients(network, frozen, batch, 0.3f, 1);
        Parameter p = weights.get("blk.1.attn_output.weight");
        float[] gradient = p.gradient().clone();
        SplittableRandom random = new SplittableRandom(1);
        for (int n = 0; n < 12; n++) {
            int i = random.nextInt(p.size());
            float old = p.value()[i];
            p.value()[i] = old + 2e-3f;
            double above = Preference.lossAndGradients(network, frozen, batch, 0.3f, 1);
            p.value()[i] = old - 2e-3f;
            double below = Preference.lossAndGradients(network, frozen, batch, 0.3f, 1);
            p.value()[i] = old;
            assertThat((double) gradient[i]).isCloseTo((above - below) / 4e-3, within(2e-2));
        }
    }

    /** How much likelier the better document of a pair is, in nats. */
    private static double margin(MoeWeights weights) {
        MoeNetwork network = new MoeNetwork(weights);
        return Arrays.stream(network.logProbabilities(Batch.of(List.of(counting(9, 3))))).sum()
                - Arrays.stream(network.logProbabilities(Batch.of(List.of(counting(9, 1))))).sum();
    }

    @Test
    void resume_ofATuningRun_endsInTheSameWeights() throws IOException {
        Path base = counter();
        Path file = folder.resolve("run.ckpt");
        DocumentSource pairs = i -> counting(i / 2, i % 2 == 0 ? 3 : 1);
        TrainingOptions both = options(6).lora(2).preferring(0.2f);
        try (GgufFile gguf = GgufFile.open(base);
                Trainer straight = Trainer.of(gguf, both, pairs);
                Trainer stopped = Trainer.of(gguf, both, pairs)) {
            for (int i = 0; i < 6; i++) {
                straight.step();
            }
            stopped.step();
            stopped.step();
            stopped.save(file);
            try (Trainer resumed = Trainer.resume(file, pairs)) {
                while (resumed.stepsTaken() < 6) {
                    resumed.step();
                }
                for (int i = 0; i < straight.weights().all().size(); i++) {
                    assertThat(resumed.weights().all().get(i).value())
                            .isEqualTo(straight.weights().all().get(i).value());
                }
            }
        }
    }

    @Test
    void of_anotherArchitecture_saysWhichCanBeTrained() throws IOException {
        Path file = folder.resolve("other.gguf");
        try (GgufWriter writer = new GgufWriter(file)) {
            writer.putText("general.architecture", "llama");
            writer.begin();
        }
        try (GgufFile gguf = GgufFile.open(file)) {
            assertThatThrownBy(() -> Trainer.of(gguf, options(1), i -> counting(i, 1)))
                    .isInstanceOf(ModelFormatException.class).hasMessageContaining("expected bailingmoe2");
        }
    }
}
