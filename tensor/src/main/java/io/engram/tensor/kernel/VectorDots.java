package io.engram.tensor.kernel;

import static io.engram.tensor.kernel.VectorElements.F;
import static io.engram.tensor.kernel.VectorElements.LANES;

import io.engram.tensor.Matrix;
import jdk.incubator.vector.FloatVector;

/**
 * Matrix times a batch, as dot products. Four rows of weights are unpacked to floats and stay in the first-level cache while
 * the tokens pass, four at a time: lanes run along the inputs, so neither weights nor inputs have to be turned, and sixteen
 * partial sums stay in registers. Their lanes are added at the end.
 *
 * <p>Against panels with rows or tokens side by side, the inner loop is slower (162 against 223 GFLOP/s at one thread of a
 * Zen 5) but nothing is transposed: with the 16 to 32 tokens that an expert sees, transposing cost more than the product.
 *
 * <p>A sum does not depend on the row range nor on which other tokens are computed with it.
 */
final class VectorDots {
    private static final int ROWS = 4;
    private static final int TOKENS = 4;

    private VectorDots() {
    }

    /** {@code y[yo + t * yStride + r] = sum_c w[r][c] x[at[t] + c]} for rows row0 to row1 - 1. */
    static void matMat(Matrix w, int row0, int row1, float[] x, int[] at, float[] y, int yo, int yStride) {
        int cols = w.cols();
        int end = cols / LANES * LANES;
        float[] tile = new float[ROWS * cols];
        float[] lanes = new float[ROWS * TOKENS * LANES];
        for (int r = row0; r < row1; r += ROWS) {
            int rows = Math.min(ROWS, row1 - r);
            for (int i = 0; i < rows; i++) {
                VectorUnpacking.row(w, r + i, 0, cols, tile, i * cols);
            }
            int last = at.length - 1;
            for (int t = 0; t < at.length; t += TOKENS) {
                int tokens = Math.min(TOKENS, at.length - t);
                // Where tokens are missing the last one is computed again.
                if (tokens > 2) {
                    four(tile, cols, end, x, at[t], at[t + 1], at[t + 2], at[Math.min(last, t + 3)], lanes);
                } else {
                    two(tile, cols, end, x, at[t], at[Math.min(last, t + 1)], lanes);
                }
                int width = tokens > 2 ? 4 : 2;
                for (int i = 0; i < rows; i++) {
                    for (int j = 0; j < tokens; j++) {
                        float sum = VectorElements.sumLanes(FloatVector.fromArray(F, lanes, (i * width + j) * LANES));
                        for (int c = end; c < cols; c++) {
                            sum += tile[i * cols + c] * x[at[t + j] + c];
                        }
                        y[yo + (t + j) * yStride + r + i] = sum;
                    }
                }
            }
        }
    }

    /** Four rows by four tokens; the sums' lanes go to {@code lanes[row][token]}. */
    private static void four(float[] w, int cols, int end, float[] x, int x0, int x1, int x2, int x3, float[] lanes) {
        FloatVector s00 = FloatVector.zero(F);
        FloatVector s01 = FloatVector.zero(F);
        FloatVector s02 = FloatVector.zero(F);
        FloatVector s03 = FloatVector.zero(F);
        FloatVector s10 = FloatVector.zero(F);
        FloatVector s11 = FloatVector.zero(F);
        FloatVector s12 = FloatVector.zero(F);
        FloatVector s13 = FloatVector.zero(F);
        FloatVector s20 = FloatVector.zero(F);
        FloatVector s21 = FloatVector.zero(F);
        FloatVector s22 = FloatVector.zero(F);
        FloatVector s23 = FloatVector.zero(F);
        FloatVector s30 = FloatVector.zero(F);
        FloatVector s31 = FloatVector.zero(F);
        FloatVector s32 = FloatVector.zero(F);
        FloatVector s33 = FloatVector.zero(F);
        for (int k = 0; k < end; k += LANES) {
            FloatVector v0 = FloatVector.fromArray(F, x, x0 + k);
            FloatVector v1 = FloatVector.fromArray(F, x, x1 + k);
            FloatVector v2 = FloatVector.fromArray(F, x, x2 + k);
            FloatVector v3 = FloatVector.fromArray(F, x, x3 + k);
            FloatVector w0 = FloatVector.fromArray(F, w, k);
            s00 = w0.fma(v0, s00);
            s01 = w0.fma(v1, s01);
            s02 = w0.fma(v2, s02);
            s03 = w0.fma(v3, s03);
            FloatVector w1 = FloatVector.fromArray(F, w, cols + k);
            s10 = w1.fma(v0, s10);
            s11 = w1.fma(v1, s11);
            s12 = w1.fma(v2, s12);
            s13 = w1.fma(v3, s13);
            FloatVector w2 = FloatVector.fromArray(F, w, 2 * cols + k);
            s20 = w2.fma(v0, s20);
            s21 = w2.fma(v1, s21);
            s22 = w2.fma(v2, s22);
            s23 = w2.fma(v3, s23);
            FloatVector w3 = FloatVector.fromArray(F, w, 3 * cols + k);
            s30 = w3.fma(v0, s30);
            s31 = w3.fma(v1, s31);
            s32 = w3.fma(v2, s32);
            s33 = w3.fma(v3, s33);
        }
        s00.intoArray(lanes, 0 * LANES);
        s01.intoArray(lanes, 1 * LANES);
        s02.intoArray(lanes, 2 * LANES);
        s03.intoArray(lanes, 3 * LANES);
        s10.intoArray(lanes, 4 * LANES);
        s11.intoArray(lanes, 5 * LANES);
        s12.intoArray(lanes, 6 * LANES);
        s13.intoArray(lanes, 7 * LANES);
        s20.intoArray(lanes, 8 * LANES);
        s21.intoArray(lanes, 9 * LANES);
        s22.intoArray(lanes, 10 * LANES);
        s23.intoArray(lanes, 11 * LANES);
        s30.intoArray(lanes, 12 * LANES);
        s31.intoArray(lanes, 13 * LANES);
        s32.intoArray(lanes, 14 * LANES);
        s33.intoArray(lanes, 15 * LANES);
    }

    /** Four rows by two tokens. */
    private static void two(float[] w, int cols, int end, float[] x, int x0, int x1, float[] lanes) {
        FloatVector s00 = FloatVector.zero(F);
        FloatVector s01 = FloatVector.zero(F);
        FloatVector s10 = FloatVector.zero(F);
        FloatVector s11 = FloatVector.zero(F);
        FloatVector s20 = FloatVector.zero(F);
        FloatVector s21 = FloatVector.zero(F);
        FloatVector s30 = FloatVector.zero(F);
        FloatVector s31 = FloatVector.zero(F);
        for (int k = 0; k < end; k += LANES) {
            FloatVector v0 = FloatVector.fromArray(F, x, x0 + k);
            FloatVector v1 = FloatVector.fromArray(F, x, x1 + k);
            FloatVector w0 = FloatVector.fromArray(F, w, k);
            s00 = w0.fma(v0, s00);
            s01 = w0.fma(v1, s01);
            FloatVector w1 = FloatVector.fromArray(F, w, cols + k);
            s10 = w1.fma(v0, s10);
            s11 = w1.fma(v1, s11);
            FloatVector w2 = FloatVector.fromArray(F, w, 2 * cols + k);
            s20 = w2.fma(v0, s20);
            s21 = w2.fma(v1, s21);
            FloatVector w3 = FloatVector.fromArray(F, w, 3 * cols + k);
            s30 = w3.fma(v0, s30);
            s31 = w3.fma(v1, s31);
        }
        s00.intoArray(lanes, 0 * LANES);
        s01.intoArray(lanes, 1 * LANES);
        s10.intoArray(lanes, 2 * LANES);
        s11.intoArray(lanes, 3 * LANES);
        s20.intoArray(lanes, 4 * LANES);
        s21.intoArray(lanes, 5 * LANES);
        s30.intoArray(lanes, 6 * LANES);
        s31.intoArray(lanes, 7 * LANES);
    }
}
