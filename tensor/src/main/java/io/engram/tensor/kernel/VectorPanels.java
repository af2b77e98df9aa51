package io.engram.tensor.kernel;

import static io.engram.tensor.kernel.VectorElements.F;
import static io.engram.tensor.kernel.VectorElements.LANES;

import jdk.incubator.vector.FloatVector;

/**
 * A panel of floats with rows side by side, [input][row], times a batch: a token's input is broadcast and multiplied with two
 * vectors of rows, eight tokens at a time, so that sixteen sums stay in registers.
 *
 * <p>Every sum runs over the inputs in order, whatever the number of tokens and wherever the row range starts.
 */
final class VectorPanels {
    /** Rows of a panel: two vectors. */
    static final int ROWS = 2 * LANES;

    private VectorPanels() {
    }

    /**
     * Adds panel [depth][ROWS] times inputs to sums [tokens][ROWS]; the inputs of token t are {@code depth} floats from
     * {@code x[at[t] + k]} on.
     */
    static void multiply(float[] panel, int depth, float[] x, int[] at, int k, float[] sums) {
        int tokens = at.length;
        int t = 0;
        for (; t + 8 <= tokens; t += 8) {
            eight(panel, depth, x, at, t, k, sums, t * ROWS);
        }
        for (; t < tokens; t++) {
            one(panel, depth, x, at[t] + k, sums, t * ROWS);
        }
    }

    private static void one(float[] panel, int depth, float[] x, int xo, float[] sums, int so) {
        FloatVector a = FloatVector.fromArray(F, sums, so);
        FloatVector b = FloatVector.fromArray(F, sums, so + LANES);
        for (int k = 0, p = 0; k < depth; k++, p += ROWS) {
            FloatVector v = FloatVector.broadcast(F, x[xo + k]);
            a = FloatVector.fromArray(F, panel, p).fma(v, a);
            b = FloatVector.fromArray(F, panel, p + LANES).fma(v, b);
        }
        a.intoArray(sums, so);
        b.intoArray(sums, so + LANES);
    }

    private static void eight(float[] panel, int depth, float[] x, int[] at, int t, int k0, float[] sums, int so) {
        FloatVector a0 = FloatVector.fromArray(F, sums, so);
        FloatVector b0 = FloatVector.fromArray(F, sums, so + LANES);
        FloatVector a1 = FloatVector.fromArray(F, sums, so + 2 * LANES);
        FloatVector b1 = FloatVector.fromArray(F, sums, so + 3 * LANES);
        FloatVector a2 = FloatVector.fromArray(F, sums, so + 4 * LANES);
        FloatVector b2 = FloatVector.fromArray(F, sums, so + 5 * LANES);
        FloatVector a3 = FloatVector.fromArray(F, sums, so + 6 * LANES);
        FloatVector b3 = FloatVector.fromArray(F, sums, so + 7 * LANES);
        FloatVector a4 = FloatVector.fromArray(F, sums, so + 8 * LANES);
        FloatVector b4 = FloatVector.fromArray(F, sums, so + 9 * LANES);
        FloatVector a5 = FloatVector.fromArray(F, sums, so + 10 * LANES);
        FloatVector b5 = FloatVector.fromArray(F, sums, so + 11 * LANES);
        FloatVector a6 = FloatVector.fromArray(F, sums, so + 12 * LANES);
        FloatVector b6 = FloatVector.fromArray(F, sums, so + 13 * LANES);
        FloatVector a7 = FloatVector.fromArray(F, sums, so + 14 * LANES);
        FloatVector b7 = FloatVector.fromArray(F, sums, so + 15 * LANES);
        int x0 = at[t] + k0;
        int x1 = at[t + 1] + k0;
        int x2 = at[t + 2] + k0;
        int x3 = at[t + 3] + k0;
        int x4 = at[t + 4] + k0;
        int x5 = at[t + 5] + k0;
        int x6 = at[t + 6] + k0;
        int x7 = at[t + 7] + k0;
        for (int k = 0, p = 0; k < depth; k++, p += ROWS) {
            FloatVector u = FloatVector.fromArray(F, panel, p);
            FloatVector w = FloatVector.fromArray(F, panel, p + LANES);
            FloatVector v = FloatVector.broadcast(F, x[x0 + k]);
            a0 = u.fma(v, a0);
            b0 = w.fma(v, b0);
            v = FloatVector.broadcast(F, x[x1 + k]);
            a1 = u.fma(v, a1);
            b1 = w.fma(v, b1);
            v = FloatVector.broadcast(F, x[x2 + k]);
            a2 = u.fma(v, a2);
            b2 = w.fma(v, b2);
            v = FloatVector.broadcast(F, x[x3 + k]);
            a3 = u.fma(v, a3);
            b3 = w.fma(v, b3);
            v = FloatVector.broadcast(F, x[x4 + k]);
            a4 = u.fma(v, a4);
            b4 = w.fma(v, b4);
            v = FloatVector.broadcast(F, x[x5 + k]);
            a5 = u.fma(v, a5);
            b5 = w.fma(v, b5);
            v = FloatVector.broadcast(F, x[x6 + k]);
            a6 = u.fma(v, a6);
            b6 = w.fma(v, b6);
            v = FloatVector.broadcast(F, x[x7 + k]);
            a7 = u.fma(v, a7);
            b7 = w.fma(v, b7);
        }
        a0.intoArray(sums, so);
        b0.intoArray(sums, so + LANES);
        a1.intoArray(sums, so + 2 * LANES);
        b1.intoArray(sums, so + 3 * LANES);
        a2.intoArray(sums, so + 4 * LANES);
        b2.intoArray(sums, so + 5 * LANES);
        a3.intoArray(sums, so + 6 * LANES);
        b3.intoArray(sums, so + 7 * LANES);
        a4.intoArray(sums, so + 8 * LANES);
        b4.intoArray(sums, so + 9 * LANES);
        a5.intoArray(sums, so + 10 * LANES);
        b5.intoArray(sums, so + 11 * LANES);
        a6.intoArray(sums, so + 12 * LANES);
        b6.intoArray(sums, so + 13 * LANES);
        a7.intoArray(sums, so + 14 * LANES);
        b7.intoArray(sums, so + 15 * LANES);
    }
}
