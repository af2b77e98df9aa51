package io.engram.inference.train;

import io.engram.tensor.kernel.Kernels;
import io.engram.tensor.layer.Parameter;
import java.util.Arrays;

/**
 * From hidden states to the loss: logits, cross-entropy, and back, a block of rows at a time so that no array of [T][V] ever
 * exists. Rows with weight 0 are left out.
 */
final class LossHead {
    private static final int BLOCK = 256;

    private final Kernels kernels = Kernels.best();
    private final Parameter output;
    private final int width;
    private final int vocabulary;
    private final int[] rowOf = new int[BLOCK];
    private final float[] in;
    private final float[] dIn;
    private final float[] logits;

    LossHead(Parameter output, int width, int vocabulary) {
        this.output = output;
        this.width = width;
        this.vocabulary = vocabulary;
        this.in = new float[BLOCK * width];
        this.dIn = new float[BLOCK * width];
        this.logits = new float[BLOCK * vocabulary];
    }

    /**
     * Adds {@code weight * -ln p(target)} over all positions, and the gradients of that sum times {@code share}.
     *
     * @param h
     *            [T][D], after the last norm
     * @param weights
     *            [T]; may be negative, as preference training needs
     * @param share
     *            the gradient's factor: 1 over the weight of the whole batch for a mean
     * @param dh
     *            [T][D], overwritten; left as it is where the weight is 0 if it was zero before
     * @return the sum, in nats
     */
    double lossAndGradient(float[] h, Batch batch, float[] weights, double share, float[] dh) {
        double loss = 0;
        for (int t = 0; t < batch.tokens();) {
            int rows = 0;
            for (; t < batch.tokens() && rows < BLOCK; t++) {
                if (weights[t] != 0) {
                    rowOf[rows++] = t;
                }
            }
            loss += block(h, batch.targets(), weights, share, dh, rows);
        }
        return loss;
    }

    private double block(float[] h, int[] targets, float[] weights, double share, float[] dh, int rows) {
        double loss = 0;
        load(h, rows);
        for (int r = 0; r < rows; r++) {
            int t = rowOf[r];
            int o = r * vocabulary;
            loss -= weights[t] * logOfTarget(o, targets[t]);
            float scale = (float) (weights[t] * share);
            for (int i = o; i < o + vocabulary; i++) {
                logits[i] *= scale;
            }
            logits[o + targets[t]] -= scale;
        }
        Arrays.fill(dIn, 0, rows * width, 0);
        kernels.gemmNN(rows, width, vocabulary, logits, 0, vocabulary, output.value(), 0, width, dIn, 0, width);
        kernels.gemmTN(vocabulary, width, rows, logits, 0, vocabulary, in, 0, width, output.gradient(), 0, width);
        for (int r = 0; r < rows; r++) {
            System.arraycopy(dIn, r * width, dh, rowOf[r] * width, width);
        }
        return loss;
    }

    /** {@code ln p(target)} of every position with weight other than 0, else 0: {@code into[T]}. */
    void logProbabilities(float[] h, Batch batch, double[] into) {
        for (int t = 0; t < batch.tokens();) {
            int rows = 0;
            for (; t < batch.tokens() && rows < BLOCK; t++) {
                into[t] = 0;
                if (batch.weights()[t] != 0) {
                    rowOf[rows++] = t;
                }
            }
            load(h, rows);
            for (int r = 0; r < rows; r++) {
                into[rowOf[r]] = logOfTarget(r * vocabulary, batch.targets()[rowOf[r]]);
            }
        }
    }

    private void load(float[] h, int rows) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(h, rowOf[r] * width, in, r * width, width);
        }
        Arrays.fill(logits, 0, rows * vocabulary, 0);
        kernels.gemmNT(rows, vocabulary, width, in, 0, width, output.value(), 0, width, logits, 0, vocabulary);
    }

    /** Turns a row of logits into probabilities and gives the log of one; the logit itself keeps it exact for small ones. */
    private double logOfTarget(int o, int target) {
        float top = Float.NEGATIVE_INFINITY;
        int best = 0;
        for (int i = 0; i < vocabulary; i++) {
            if (logits[o + i] > top) {
                top = logits[o + i];
                best = i;
            }
        }
        float own = logits[o + target];
        kernels.softmax(logits, o, vocabulary);
        double log = own - top + Math.log(logits[o + best]);
        if (Double.isNaN(log)) {
            throw new ArithmeticException("logits: expected finite numbers, received NaN or infinity");
        }
        return log;
    }
}
