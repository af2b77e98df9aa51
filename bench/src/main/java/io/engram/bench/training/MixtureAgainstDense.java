package io.engram.bench.training;

import io.engram.inference.curriculum.Curriculum;
import io.engram.inference.curriculum.Lessons;
import io.engram.inference.curriculum.MiniModel;
import io.engram.inference.tokenizer.BytePairTrainer;
import io.engram.inference.train.Document;
import io.engram.inference.train.MoeShape;
import io.engram.inference.train.Trainer;
import io.engram.inference.train.TrainingOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Mixtures of experts beside dense models whose tokens meet equally many weights, on the same documents in the same order,
 * in three sizes: loss on documents that neither has read. Arguments: steps (400) and seeds (3).
 */
public final class MixtureAgainstDense {
    private static final int[] WIDTHS = {64, 96, 128};
    private static final int LAYERS = 4;
    private static final int EXPERTS = 16;
    private static final int CHOSEN = 2;
    private static final int CONTEXT = 1024;
    private static final int BATCH_TOKENS = 2_048;
    private static final long HELD_OUT = 5_000_000;
    private static final int HELD_OUT_DOCUMENTS = 200;

    private MixtureAgainstDense() {
    }

    /** Prints a table in Markdown, one line a size. */
    public static void main(String[] args) throws IOException {
        int steps = args.length > 0 ? Integer.parseInt(args[0]) : 400;
        int seeds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        BytePairTrainer.Vocabulary vocabulary = MiniModel.vocabulary(1, MiniModel.Size.TINY);
        Lessons lessons = new Lessons(new Curriculum(1), MiniModel.tokenizer(vocabulary), CONTEXT);
        List<Document> heldOut = new ArrayList<>();
        for (int i = 0; i < HELD_OUT_DOCUMENTS; i++) {
            heldOut.add(lessons.document(HELD_OUT + i));
        }
        System.out.printf(Locale.ROOT, "%d steps of about %d tokens, %d seeds, %d held-out documents%n%n", steps,
                BATCH_TOKENS, seeds, HELD_OUT_DOCUMENTS);
        System.out.println("| width | weights a token meets, mixture / dense | weights in all | loss of the mixture |"
                + " loss of the dense model | difference, seed by seed |");
        System.out.println("|---|---|---|---|---|---|");
        for (int width : WIDTHS) {
            MoeShape mixture = mixture(width, vocabulary.tokens().size());
            MoeShape dense = dense(width, vocabulary.tokens().size());
            List<Double> ofMixture = new ArrayList<>();
            List<Double> ofDense = new ArrayList<>();
            List<String> differences = new ArrayList<>();
            for (int seed = 1; seed <= seeds; seed++) {
                ofMixture.add(loss(mixture, steps, seed, lessons, heldOut));
                ofDense.add(loss(dense, steps, seed, lessons, heldOut));
                differences.add(String.format(Locale.ROOT, "%+.3f", ofMixture.getLast() - ofDense.getLast()));
            }
            System.out.printf(Locale.ROOT, "| %d | %,d / %,d | %,d / %,d | %.3f | %.3f | %s |%n", width,
                    mixture.activeParameters(), dense.activeParameters(), mixture.parameters(), dense.parameters(),
                    median(ofMixture), median(ofDense), String.join(", ", differences));
        }
    }

    private static MoeShape mixture(int width, int vocabulary) {
        return new MoeShape(vocabulary, CONTEXT, width, LAYERS, 1, width / 32, width / 32, 32, width * 3 / 2, EXPERTS,
                CHOSEN, width / 2, width / 2, 1, 100_000, 1e-6f, true);
    }

    /** Every block as wide as what a token meets of a mixture: the chosen experts and the shared one. */
    private static MoeShape dense(int width, int vocabulary) {
        return new MoeShape(vocabulary, CONTEXT, width, LAYERS, LAYERS, width / 32, width / 32, 32, width * 3 / 2, 0, 0,
                0, 0, 1, 100_000, 1e-6f, true);
    }

    private static double loss(MoeShape shape, int steps, long seed, Lessons lessons, List<Document> heldOut) {
        int threads = Runtime.getRuntime().availableProcessors();
        TrainingOptions options = new TrainingOptions(steps, BATCH_TOKENS / threads, threads, 4e-3f, 20, 0.4f, 0.05f, 1,
                5e-3f, true, seed);
        try (Trainer trainer = new Trainer(shape, options,
                i -> lessons.document(Curriculum.COPYING_UNTIL + seed * 1_000_000 + i))) {
            while (trainer.stepsTaken() < steps) {
                trainer.step();
            }
            double loss = trainer.evaluate(heldOut);
            System.err.printf(Locale.ROOT, "width %d, %s, seed %d: %.4f%n", shape.width(),
                    shape.denseLayers() == shape.layers() ? "dense" : "mixture", seed, loss);
            return loss;
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        sorted.sort(null);
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }
}
