package io.engram.bench.training;

import io.engram.inference.Tokenizer;
import io.engram.inference.curriculum.Curriculum;
import io.engram.inference.curriculum.Lessons;
import io.engram.inference.curriculum.MiniModel;
import io.engram.inference.train.MoeShape;
import io.engram.inference.train.StepReport;
import io.engram.inference.train.Trainer;
import io.engram.inference.tokenizer.BytePairTrainer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Training of engram-mini in operations per second, beside what fused multiply-adds in registers reach, in turns.
 *
 * <p>Counted are the products of matrices of forward and backward pass: six operations for every weight that a token meets.
 * Embedding rows are only looked up, and the output's weights are met only where a token's successor is learned. Attention
 * over the documents' own lengths and the optimiser's products are left out, so the share is a little too low. Argument: how
 * many steps in each of the three rounds.
 */
public final class TrainingBench {
    private static final int ROUNDS = 3;
    private static final int SAMPLED = 500;

    private TrainingBench() {
    }

    /** Prints one line a round, and the medians. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int steps = args.length > 0 ? Integer.parseInt(args[0]) : 10;
        int threads = Runtime.getRuntime().availableProcessors();
        BytePairTrainer.Vocabulary vocabulary = MiniModel.vocabulary(1, MiniModel.Size.MINI);
        Tokenizer tokenizer = MiniModel.tokenizer(vocabulary);
        MoeShape shape = MiniModel.shape(MiniModel.Size.MINI, vocabulary.tokens().size());
        Lessons lessons = new Lessons(new Curriculum(1), tokenizer, shape.context() / 2);
        double output = (double) shape.width() * shape.vocabulary();
        double perToken = 6.0 * (shape.activeParameters() - output * (1 - learned(lessons)));
        List<Double> shares = new ArrayList<>();
        List<Double> speeds = new ArrayList<>();
        try (Trainer trainer = new Trainer(shape, MiniModel.options(MiniModel.Size.MINI, 10_000, threads, 1),
                lessons)) {
            for (int i = 0; i < 5; i++) {
                trainer.step();
            }
            for (int round = 0; round < ROUNDS; round++) {
                double peak = FmaPeak.measure(threads);
                long tokens = 0;
                double seconds = 0;
                for (int i = 0; i < steps; i++) {
                    StepReport step = trainer.step();
                    tokens += step.tokens();
                    seconds += step.seconds();
                }
                double flops = perToken * tokens / seconds;
                shares.add(flops / peak);
                speeds.add(tokens / seconds);
                System.out.printf(Locale.ROOT,
                        "round %d · peak %.0f GFLOP/s on %d threads · training %.0f tokens/s, %.0f GFLOP/s, %.0f %%%n",
                        round + 1, peak / 1e9, threads, tokens / seconds, flops / 1e9, 100 * flops / peak);
            }
        }
        shares.sort(null);
        speeds.sort(null);
        System.out.printf(Locale.ROOT, "median: %.0f tokens/s, %.0f %% of the peak%n", speeds.get(ROUNDS / 2),
                100 * shares.get(ROUNDS / 2));
    }

    /** The share of tokens whose successor is learned, over the first documents. */
    private static double learned(Lessons lessons) {
        long all = 0;
        long learned = 0;
        for (int i = 0; i < SAMPLED; i++) {
            float[] weights = lessons.document(i).weights();
            all += weights.length;
            for (float w : weights) {
                learned += w == 0 ? 0 : 1;
            }
        }
        return (double) learned / all;
    }
}
