package io.engram.inference;

import java.util.Random;

/** Measures how fast a model takes a prompt in and generates, on random tokens. */
public final class ModelBench {
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
