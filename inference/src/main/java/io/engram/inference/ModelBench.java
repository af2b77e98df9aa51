package io.engram.inference;

import java.time.Duration;
import java.util.Random;

/** Measures how fast a model takes a prompt in and generates, on random tokens. */
public final class ModelBench {
    private static final int WARM_PROMPT = 16;
    private static final int WARM_STEPS = 8;
    /** Rounds without a clear gain after which the compiler is taken to be done. */
    private static final int WARM_PATIENCE = 5;

    private final LanguageModel model;

    /** A bench of a loaded model. */
    public ModelBench(LanguageModel model) {
        this.model = model;
    }

    /**
     * Runs once to warm up, which is not counted, then {@code runs} times.
     *
     * @param prompt
     *            prompt tokens, at least 1
     * @param generate
     *            decode steps, at least 1
     * @param runs
     *            counted runs, at least 1
     * @param seed
     *            of the prompt tokens
     */
    public BenchResult run(int prompt, int generate, int runs, long seed) {
        if (prompt < 1 || generate < 1 || runs < 1) {
            throw new IllegalArgumentException(
                    "prompt, generate, runs: expected integers >= 1, received " + prompt + ", "
                            + generate + ", " + runs);
        }
        Random random = new Random(seed);
        int[] tokens = random.ints(prompt, 0, model.vocabularySize()).toArray();
        double[] prefill = new double[runs];
        double[] decode = new double[runs];
        once(tokens, generate);
        for (int i = 0; i < runs; i++) {
            Times times = once(tokens, generate);
            prefill[i] = prompt / times.prefillSeconds;
            decode[i] = generate / times.decodeSeconds;
        }
        return new BenchResult(BenchResult.Spread.of(prefill), BenchResult.Spread.of(decode));
    }

    /** See {@link LanguageModel#warmUp}. */
    static Duration warmUp(LanguageModel model, Duration limit) {
        ModelBench bench = new ModelBench(model);
        int most = model.info().contextLength();
        int steps = Math.clamp(most - 1, 0, WARM_STEPS);
        int[] tokens = new Random(0).ints(Math.clamp(most - steps, 1, WARM_PROMPT), 0, model.vocabularySize())
                .toArray();
        long start = System.nanoTime();
        double best = Double.POSITIVE_INFINITY;
        for (int stale = 0; stale < WARM_PATIENCE && System.nanoTime() - start < limit.toNanos();) {
            Times times = bench.once(tokens, steps);
            double seconds = times.prefillSeconds + times.decodeSeconds;
            stale = seconds > 0.95 * best ? stale + 1 : 0;
            best = Math.min(best, seconds);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private record Times(double prefillSeconds, double decodeSeconds) {
    }

    private Times once(int[] tokens, int generate) {
        try (Session session = model.newSession(Math.addExact(tokens.length, generate))) {
            long start = System.nanoTime();
            session.prefill(tokens, null);
            long prefilled = System.nanoTime();
            for (int i = 0; i < generate; i++) {
                session.accept(Logits.argMax(session.logits()));
            }
            return new Times((prefilled - start) / 1e9, (System.nanoTime() - prefilled) / 1e9);
        }
    }
}
