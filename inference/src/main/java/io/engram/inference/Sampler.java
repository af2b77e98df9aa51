package io.engram.inference;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Draws next tokens from logits as {@link SamplingOptions} say. The same options and the same logits in the same order draw
 * the same tokens. One sampler serves one sequence on one thread.
 *
 * <p>Cost: without {@code topK} one pass plus a sort of the tokens that {@code minP} leaves; with it one pass and a sort of
 * {@code topK}.
 */
public final class Sampler {
    private final SamplingOptions options;
    private final RandomGenerator random;

    /** A sampler at the start of its random sequence. */
    public Sampler(SamplingOptions options) {
        this.options = options;
        this.random = RandomGeneratorFactory.<RandomGenerator>of("L64X128MixRandom").create(options.seed());
    }

    /**
     * Draws one token. Tokens with a logit of negative infinity are never drawn.
     *
     * @param logits
     *            {@code [vocabularySize]}, not changed
     * @throws IllegalArgumentException
     *             if no token has a finite logit
     */
    public int sample(float[] logits) {
        int best = Logits.argMax(logits);
        if (!Float.isFinite(logits[best])) {
            throw new IllegalArgumentException("logits: expected a finite largest value, received " + logits[best]);
        }
        if (options.temperature() == 0) {
            return best;
        }
        int[] ids = candidates(logits, logits[best]);
        double[] weights = new double[ids.length];
        int n = nucleus(logits, ids, weights);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            weights[i] = Math.exp((logits[ids[i]] - logits[best]) / options.temperature());
            sum += weights[i];
        }
        double point = random.nextDouble() * sum;
        for (int i = 0; i < n - 1; i++) {
            point -= weights[i];
            if (point < 0) {
                return ids[i];
            }
        }
        return ids[n - 1];
    }

    /** Ids that top-k and min-p leave, likeliest first. */
    private int[] candidates(float[] logits, float best) {
        double floor = options.minP() == 0 ? Double.NEGATIVE_INFINITY : best + Math.log(options.minP());
        int[] passing = new int[logits.length];
        int count = 0;
        for (int i = 0; i < logits.length; i++) {
            if (logits[i] > Float.NEGATIVE_INFINITY && logits[i] >= floor) {
                passing[count++] = i;
            }
        }
        int[] ids = Arrays.copyOf(passing, count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = logits[ids[i]];
        }
        int keep = options.topK() == 0 ? count : Math.min(options.topK(), count);
        int[] order = Logits.largest(values, keep);
        for (int i = 0; i < order.length; i++) {
            order[i] = ids[order[i]];
        }
        return order;
    }

    /** How many of the candidates top-p keeps; {@code weights} is scratch. */
    private int nucleus(float[] logits, int[] ids, double[] weights) {
        if (options.topP() == 1) {
            return ids.length;
        }
        double sum = 0;
        for (int i = 0; i < ids.length; i++) {
            weights[i] = Math.exp(logits[ids[i]] - logits[ids[0]]);
            sum += weights[i];
        }
        double mass = 0;
        for (int i = 0; i < ids.length; i++) {
            mass += weights[i];
            if (mass >= options.topP() * sum) {
                return i + 1;
            }
        }
        return ids.length;
    }
}
