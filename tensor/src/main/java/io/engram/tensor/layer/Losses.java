package io.engram.tensor.layer;

import java.util.Objects;

/**
 * Losses as a mean over the batch, with the gradient of that mean. Per-example weights multiply an example's loss and its
 * gradient (importance sampling, masks of padded steps); the divisor stays B.
 */
public final class Losses {
    private Losses() {
    }

    /**
     * Cross-entropy of softmax(logits) against class indices, in nats.
     *
     * @param logits
     *            [B][classes]
     * @param targets
     *            [B], each in [0, classes)
     * @param weights
     *            [B]
     * @param dLogits
     *            receives [B][classes]; may be {@code logits}
     */
    public static double softmaxCrossEntropy(float[] logits, int[] targets, float[] weights, int batch, int classes,
            float[] dLogits) {
        double loss = 0;
        for (int b = 0; b < batch; b++) {
            int o = b * classes;
            int target = Objects.checkIndex(targets[b], classes);
            double logSum = logSumExp(logits, o, classes);
            loss += weights[b] * (logSum - logits[o + target]);
            float share = weights[b] / batch;
            for (int i = 0; i < classes; i++) {
                dLogits[o + i] = share * ((float) Math.exp(logits[o + i] - logSum) - (i == target ? 1 : 0));
            }
        }
        return loss / Math.max(1, batch);
    }

    /**
     * Cross-entropy of softmax(logits) against distributions, in nats: the loss of a policy trained on visit counts.
     *
     * @param targets
     *            [B][classes], each row non-negative with sum 1
     */
    public static double softmaxCrossEntropy(float[] logits, float[] targets, float[] weights, int batch, int classes,
            float[] dLogits) {
        double loss = 0;
        for (int b = 0; b < batch; b++) {
            int o = b * classes;
            double logSum = logSumExp(logits, o, classes);
            float share = weights[b] / batch;
            double row = 0;
            for (int i = 0; i < classes; i++) {
                row += targets[o + i] * (logSum - logits[o + i]);
                dLogits[o + i] = share * ((float) Math.exp(logits[o + i] - logSum) - targets[o + i]);
            }
            loss += weights[b] * row;
        }
        return loss / Math.max(1, batch);
    }

    /**
     * Half the squared error, mean over batch and width.
     *
     * @param y
     *            [B][width], predicted
     * @param targets
     *            [B][width]
     * @param weights
     *            [B]
     * @param dy
     *            receives [B][width]; may be {@code y}
     */
    public static double meanSquaredError(float[] y, float[] targets, float[] weights, int batch, int width,
            float[] dy) {
        double loss = 0;
        for (int b = 0; b < batch; b++) {
            float share = weights[b] / (batch * width);
            double row = 0;
            for (int i = b * width; i < (b + 1) * width; i++) {
                float d = y[i] - targets[i];
                row += (double) d * d;
                dy[i] = share * d;
            }
            loss += weights[b] * row;
        }
        return loss / 2 / Math.max(1, batch * width);
    }

    /**
     * Cross-entropy of sigmoid(logit) against probabilities, in nats.
     *
     * @param logits
     *            [B]
     * @param targets
     *            [B], each in [0, 1]
     * @param weights
     *            [B]
     * @param dLogits
     *            receives [B]; may be {@code logits}
     */
    public static double binaryCrossEntropy(float[] logits, float[] targets, float[] weights, int batch,
            float[] dLogits) {
        double loss = 0;
        for (int b = 0; b < batch; b++) {
            double x = logits[b];
            loss += weights[b] * (Math.max(x, 0) - x * targets[b] + Math.log1p(Math.exp(-Math.abs(x))));
            dLogits[b] = weights[b] / batch * (float) (1 / (1 + Math.exp(-x)) - targets[b]);
        }
        return loss / Math.max(1, batch);
    }

    /**
     * {@code 1 - cos(y, target)}, in [0, 2]: how far two vectors are from pointing the same way. With n the unit vectors,
     * {@code d/dy = (n_y cos - n_target) / |y|}.
     *
     * @param y
     *            [B][width], predicted
     * @param targets
     *            [B][width], taken as constant
     * @param weights
     *            [B]
     * @param dy
     *            receives [B][width]; may be {@code y}
     */
    public static double cosineDistance(float[] y, float[] targets, float[] weights, int batch, int width, float[] dy) {
        double loss = 0;
        for (int b = 0; b < batch; b++) {
            int o = b * width;
            double dot = 0;
            double yy = 1e-8;
            double tt = 1e-8;
            for (int i = o; i < o + width; i++) {
                dot += (double) y[i] * targets[i];
                yy += (double) y[i] * y[i];
                tt += (double) targets[i] * targets[i];
            }
            double lengths = Math.sqrt(yy * tt);
            loss += weights[b] * (1 - dot / lengths);
            float toTarget = (float) (-weights[b] / (batch * lengths));
            float toSelf = (float) (weights[b] * dot / (batch * lengths * yy));
            for (int i = o; i < o + width; i++) {
                dy[i] = toTarget * targets[i] + toSelf * y[i];
            }
        }
        return loss / Math.max(1, batch);
    }

    private static double logSumExp(float[] x, int o, int n) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, x[o + i]);
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.exp((double) x[o + i] - max);
        }
        return max + Math.log(sum);
    }
}
