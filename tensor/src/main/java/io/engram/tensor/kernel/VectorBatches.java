package io.engram.tensor.kernel;

import static io.engram.tensor.kernel.VectorElements.F;
import static io.engram.tensor.kernel.VectorElements.LANES;

import io.engram.tensor.Matrix;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Matrix times a small batch: the batch is turned so that tokens lie side by side, [input][token], and a weight is
 * broadcast to two vectors of tokens, eight rows at a time. Compared with {@link VectorPanels} this turns the batch rather
 * than the weights, which pays when the batch is the smaller of the two: an expert's few tokens.
 *
 * <p>Sums run over the inputs in order, as there, so both give the same bits.
 */
final class VectorBatches {
    private static final int TOKENS = 2 * LANES;
    private static final int ROWS = 32;
    private static final int DEPTH = 256;
    /** Inputs for which a panel of tokens stays in the first-level cache while rows pass. */
    private static final int NEAR = 128;

    private VectorBatches() {
    }

    /** Whether this way is the cheaper one. */
    static boolean suits(int rows, int tokens) {
        return rows >= 2 * tokens;
    }

    static void matMat(Matrix w, int row0, int row1, float[] x, int[] at, float[] y, int yo, int yStride) {
        int cols = w.cols();
        int panels = Math.ceilDiv(at.length, TOKENS);
        int width = panels * TOKENS;
        float[] turned = turn(x, at, cols, panels);
        float[] weights = new float[ROWS * DEPTH];
        float[] sums = new float[ROWS * width];
        for (int r = row0; r < row1; r += ROWS) {
            int rows = Math.min(ROWS, row1 - r);
            Arrays.fill(sums, 0);
            for (int k = 0; k < cols; k += DEPTH) {
                int depth = Math.min(DEPTH, cols - k);
                for (int i = 0; i < rows; i++) {
                    VectorUnpacking.row(w, r + i, k, depth, weights, i * DEPTH);
                }
                for (int s = 0; s < depth; s += NEAR) {
                    int near = Math.min(NEAR, depth - s);
                    for (int p = 0; p < panels; p++) {
                        boolean narrow = at.length - p * TOKENS <= LANES;
                        for (int i = 0; i < rows; i += 8) {
                            int from = i * DEPTH + s;
                            int inputs = (p * cols + k + s) * TOKENS;
                            if (narrow) {
                                eightNarrow(weights, from, near, turned, inputs, sums, i * width + p * TOKENS, width);
                            } else {
                                eight(weights, from, near, turned, inputs, sums, i * width + p * TOKENS, width);
                            }
                        }
                    }
                }
            }
            for (int t = 0; t < at.length; t++) {
                for (int i = 0; i < rows; i++) {
                    y[yo + t * yStride + r + i] = sums[i * width + t];
                }
            }
        }
    }

    /** [panel of tokens][input][token], zeros beyond the last token. */
    private static float[] turn(float[] x, int[] at, int cols, int panels) {
        float[] turned = new float[panels * cols * TOKENS];
        for (int t = 0; t < at.length; t++) {
            int o = t / TOKENS * cols * TOKENS + t % TOKENS;
            for (int k = 0; k < cols; k++) {
                turned[o + k * TOKENS] = x[at[t] + k];
            }
        }
        return turned;
    }

    /** Adds eight rows of weights, DEPTH apart, times a panel of tokens to sums of eight rows, {@code width} apart. */
    private static void eight(float[] w, int wo, int depth, float[] x, int xo, float[] sums, int so, int width) {
        int o0 = so + 0 * width;
        int w0 = wo + 0 * DEPTH;
        FloatVector a0 = FloatVector.fromArray(F, sums, o0);
        FloatVector b0 = FloatVector.fromArray(F, sums, o0 + LANES);
        int o1 = so + 1 * width;
        int w1 = wo + 1 * DEPTH;
        FloatVector a1 = FloatVector.fromArray(F, sums, o1);
        FloatVector b1 = FloatVector.fromArray(F, sums, o1 + LANES);
        int o2 = so + 2 * width;
        int w2 = wo + 2 * DEPTH;
        FloatVector a2 = FloatVector.fromArray(F, sums, o2);
        FloatVector b2 = FloatVector.fromArray(F, sums, o2 + LANES);
        int o3 = so + 3 * width;
        int w3 = wo + 3 * DEPTH;
        FloatVector a3 = FloatVector.fromArray(F, sums, o3);
        FloatVector b3 = FloatVector.fromArray(F, sums, o3 + LANES);
        int o4 = so + 4 * width;
        int w4 = wo + 4 * DEPTH;
        FloatVector a4 = FloatVector.fromArray(F, sums, o4);
        FloatVector b4 = FloatVector.fromArray(F, sums, o4 + LANES);
        int o5 = so + 5 * width;
        int w5 = wo + 5 * DEPTH;
        FloatVector a5 = FloatVector.fromArray(F, sums, o5);
        FloatVector b5 = FloatVector.fromArray(F, sums, o5 + LANES);
        int o6 = so + 6 * width;
        int w6 = wo + 6 * DEPTH;
        FloatVector a6 = FloatVector.fromArray(F, sums, o6);
        FloatVector b6 = FloatVector.fromArray(F, sums, o6 + LANES);
        int o7 = so + 7 * width;
        int w7 = wo + 7 * DEPTH;
        FloatVector a7 = FloatVector.fromArray(F, sums, o7);
        FloatVector b7 = FloatVector.fromArray(F, sums, o7 + LANES);
        for (int k = 0, p = xo; k < depth; k++, p += TOKENS) {
            FloatVector u = FloatVector.fromArray(F, x, p);
            FloatVector v = FloatVector.fromArray(F, x, p + LANES);
            FloatVector q0 = FloatVector.broadcast(F, w[w0 + k]);
            a0 = u.fma(q0, a0);
            b0 = v.fma(q0, b0);
            FloatVector q1 = FloatVector.broadcast(F, w[w1 + k]);
            a1 = u.fma(q1, a1);
            b1 = v.fma(q1, b1);
            FloatVector q2 = FloatVector.broadcast(F, w[w2 + k]);
            a2 = u.fma(q2, a2);
            b2 = v.fma(q2, b2);
            FloatVector q3 = FloatVector.broadcast(F, w[w3 + k]);
            a3 = u.fma(q3, a3);
            b3 = v.fma(q3, b3);
            FloatVector q4 = FloatVector.broadcast(F, w[w4 + k]);
            a4 = u.fma(q4, a4);
            b4 = v.fma(q4, b4);
            FloatVector q5 = FloatVector.broadcast(F, w[w5 + k]);
            a5 = u.fma(q5, a5);
            b5 = v.fma(q5, b5);
            FloatVector q6 = FloatVector.broadcast(F, w[w6 + k]);
            a6 = u.fma(q6, a6);
            b6 = v.fma(q6, b6);
            FloatVector q7 = FloatVector.broadcast(F, w[w7 + k]);
            a7 = u.fma(q7, a7);
            b7 = v.fma(q7, b7);
        }
        a0.intoArray(sums, o0);
        b0.intoArray(sums, o0 + LANES);
        a1.intoArray(sums, o1);
        b1.intoArray(sums, o1 + LANES);
        a2.intoArray(sums, o2);
        b2.intoArray(sums, o2 + LANES);
        a3.intoArray(sums, o3);
        b3.intoArray(sums, o3 + LANES);
        a4.intoArray(sums, o4);
        b4.intoArray(sums, o4 + LANES);
        a5.intoArray(sums, o5);
        b5.intoArray(sums, o5 + LANES);
        a6.intoArray(sums, o6);
        b6.intoArray(sums, o6 + LANES);
        a7.intoArray(sums, o7);
        b7.intoArray(sums, o7 + LANES);
    }

    /** Adds eight rows of weights, DEPTH apart, times the first half of a panel of tokens. */
    private static void eightNarrow(float[] w, int wo, int depth, float[] x, int xo, float[] sums, int so, int width) {
        int o0 = so + 0 * width;
        int w0 = wo + 0 * DEPTH;
        FloatVector a0 = FloatVector.fromArray(F, sums, o0);
        int o1 = so + 1 * width;
        int w1 = wo + 1 * DEPTH;
        FloatVector a1 = FloatVector.fromArray(F, sums, o1);
        int o2 = so + 2 * width;
        int w2 = wo + 2 * DEPTH;
        FloatVector a2 = FloatVector.fromArray(F, sums, o2);
        int o3 = so + 3 * width;
        int w3 = wo + 3 * DEPTH;
        FloatVector a3 = FloatVector.fromArray(F, sums, o3);
        int o4 = so + 4 * width;
        int w4 = wo + 4 * DEPTH;
        FloatVector a4 = FloatVector.fromArray(F, sums, o4);
        int o5 = so + 5 * width;
        int w5 = wo + 5 * DEPTH;
        FloatVector a5 = FloatVector.fromArray(F, sums, o5);
        int o6 = so + 6 * width;
        int w6 = wo + 6 * DEPTH;
        FloatVector a6 = FloatVector.fromArray(F, sums, o6);
        int o7 = so + 7 * width;
        int w7 = wo + 7 * DEPTH;
        FloatVector a7 = FloatVector.fromArray(F, sums, o7);
        for (int k = 0, p = xo; k < depth; k++, p += TOKENS) {
            FloatVector u = FloatVector.fromArray(F, x, p);
            FloatVector q0 = FloatVector.broadcast(F, w[w0 + k]);
            a0 = u.fma(q0, a0);
            FloatVector q1 = FloatVector.broadcast(F, w[w1 + k]);
            a1 = u.fma(q1, a1);
            FloatVector q2 = FloatVector.broadcast(F, w[w2 + k]);
            a2 = u.fma(q2, a2);
            FloatVector q3 = FloatVector.broadcast(F, w[w3 + k]);
            a3 = u.fma(q3, a3);
            FloatVector q4 = FloatVector.broadcast(F, w[w4 + k]);
            a4 = u.fma(q4, a4);
            FloatVector q5 = FloatVector.broadcast(F, w[w5 + k]);
            a5 = u.fma(q5, a5);
            FloatVector q6 = FloatVector.broadcast(F, w[w6 + k]);
            a6 = u.fma(q6, a6);
            FloatVector q7 = FloatVector.broadcast(F, w[w7 + k]);
            a7 = u.fma(q7, a7);
        }
        a0.intoArray(sums, o0);
        a1.intoArray(sums, o1);
        a2.intoArray(sums, o2);
        a3.intoArray(sums, o3);
        a4.intoArray(sums, o4);
        a5.intoArray(sums, o5);
        a6.intoArray(sums, o6);
        a7.intoArray(sums, o7);
    }
}
