package io.engram.inference.train;

import io.engram.tensor.kernel.Kernels;
import io.engram.tensor.layer.Parameter;
import java.util.Arrays;

/**
 * Chooses experts (DeepSeek-V3, section 2.1.2): with s = sigmoid(W x), the K experts of the largest s + bias; their weights
 * are s divided by the sum of the chosen s, times the scale. Assignments are sorted by expert, tokens in order within one.
 */
final class Router {
    private final Kernels kernels = Kernels.best();
    private final Parameter weight;
    private final float[] bias;
    private final int width;
    private final int experts;
    private final int chosen;
    private final float scale;
    /** [T][X]. */
    private float[] scores = new float[0];
    /** Kept per assignment, sorted by expert: token, weight, gradient of the weight. */
    private int[] tokenOf = new int[0];
    private float[] weights = new float[0];
    private float[] dWeights = new float[0];
    /** [T][K], the assignments of each token, and the experts. */
    private int[] rowsOf = new int[0];
    private int[] picks = new int[0];
    private final int[] starts;
    private float[] dLogits = new float[0];

    Router(Parameter weight, float[] bias, MoeShape shape) {
        this.weight = weight;
        this.bias = bias;
        this.width = shape.width();
        this.experts = shape.experts();
        this.chosen = shape.expertsPerToken();
        this.scale = shape.routedScale();
        this.starts = new int[experts + 1];
    }

    void forward(float[] x, int tokens) {
        scores = Buffers.zeros(scores, tokens * experts);
        kernels.gemmNT(tokens, experts, width, x, 0, width, weight.value(), 0, width, scores, 0, experts);
        for (int i = 0; i < tokens * experts; i++) {
            scores[i] = (float) (1 / (1 + Math.exp(-scores[i])));
        }
        picks = Buffers.atLeast(picks, tokens * chosen);
        Arrays.fill(starts, 0);
        for (int t = 0; t < tokens; t++) {
            pick(t);
        }
        sort(tokens);
    }

    /** Experts of a token by repeated search; K is small. */
    private void pick(int token) {
        int o = token * experts;
        for (int k = 0; k < chosen; k++) {
            int best = -1;
            float most = Float.NEGATIVE_INFINITY;
            for (int e = 0; e < experts; e++) {
                float s = scores[o + e] + bias[e];
                if (s > most && !taken(token, k, e)) {
                    most = s;
                    best = e;
                }
            }
            if (best < 0) {
                throw new ArithmeticException("router: expected finite scores, received NaN for token " + token);
            }
            picks[token * chosen + k] = best;
            starts[best + 1]++;
        }
    }

    private boolean taken(int token, int count, int expert) {
        for (int k = 0; k < count; k++) {
            if (picks[token * chosen + k] == expert) {
                return true;
            }
        }
        return false;
    }

    private void sort(int tokens) {
        int rows = tokens * chosen;
        tokenOf = Buffers.atLeast(tokenOf, rows);
        rowsOf = Buffers.atLeast(rowsOf, rows);
        weights = Buffers.atLeast(weights, rows);
        dWeights = Buffers.atLeast(dWeights, rows);
        for (int e = 0; e < experts; e++) {
            starts[e + 1] += starts[e];
        }
        int[] next = Arrays.copyOf(starts, experts);
        for (int t = 0; t < tokens; t++) {
            float sum = sum(t);
            for (int k = 0; k < chosen; k++) {
                int e = picks[t * chosen + k];
                int row = next[e]++;
                tokenOf[row] = t;
                rowsOf[t * chosen + k] = row;
                weights[row] = scale * scores[t * experts + e] / sum;
            }
        }
    }

    private float sum(int token) {
        float sum = 0;
        for (int k = 0; k < chosen; k++) {
            sum += scores[token * experts + picks[token * chosen + k]];
        }
        return Math.max(sum, 6.1035e-5f);
    }

    /** Assignments, T * K. */
    int rows() {
        return starts[experts];
    }

    /** First assignment of an expert; {@code start(X)} is {@link #rows}. */
    int start(int expert) {
        return starts[expert];
    }

    int token(int row) {
        return tokenOf[row];
    }

    float[] weights() {
        return weights;
    }

    /** Where the experts put the gradients of the weights. */
    float[] dWeights() {
        return dWeights;
    }

    /**
     * From the gradients of the weights: with w_i = c s_i / S, ds_i = (c dw_i - sum_j dw_j w_j) / S for the chosen; the bias
     * decides who is chosen and gets none. Adds to dx.
     */
    void backward(float[] x, int tokens, float[] dx) {
        dLogits = Buffers.zeros(dLogits, tokens * experts);
        for (int t = 0; t < tokens; t++) {
            float sum = sum(t);
            float mean = 0;
            for (int k = 0; k < chosen; k++) {
                int row = rowsOf[t * chosen + k];
                mean += dWeights[row] * weights[row];
            }
            for (int k = 0; k < chosen; k++) {
                int at = t * experts + picks[t * chosen + k];
                float s = scores[at];
                dLogits[at] = (scale * dWeights[rowsOf[t * chosen + k]] - mean) / sum * s * (1 - s);
            }
        }
        kernels.gemmNN(tokens, width, experts, dLogits, 0, experts, weight.value(), 0, width, dx, 0, width);
        kernels.gemmTN(experts, width, tokens, dLogits, 0, experts, x, 0, width, weight.gradient(), 0, width);
    }

    /** Adds the number of tokens of each expert in the last forward pass to {@code load[X]}. */
    void addLoad(long[] load) {
        for (int e = 0; e < experts; e++) {
            load[e] += starts[e + 1] - starts[e];
        }
    }
}
