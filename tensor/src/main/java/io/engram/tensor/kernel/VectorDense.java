package io.engram.tensor.kernel;

import static io.engram.tensor.kernel.VectorElements.F;
import static io.engram.tensor.kernel.VectorElements.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Products of dense float matrices for small trainable networks. The outer-product form keeps four rows by two vectors of
 * the result in registers and broadcasts the left factor; the row-times-row form is brought to it by transposing the right
 * factor, once the batch is large enough to pay for that, and is plain dot products below.
 */
final class VectorDense {
    /** Rows of the left factor from which transposing the right one pays. */
    private static final int TRANSPOSE_FROM = 8;

    private VectorDense() {
    }

    /** {@code c[i][j] += sum_p a[i][p] b[j][p]}. */
    static void rowsTimesRows(int m, int n, int k, float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c,
            int co, int ldc) {
        if (VectorGemm.suits(m, n, k)) {
            VectorGemm.multiply(m, n, k, a, ao, lda, 1, b, bo, 1, ldb, c, co, ldc);
            return;
        }
        if (m >= TRANSPOSE_FROM) {
            float[] turned = new float[n * k];
            for (int j = 0; j < n; j++) {
                for (int p = 0, o = j; p < k; p++, o += n) {
                    turned[o] = b[bo + j * ldb + p];
                }
            }
            outer(m, n, k, a, ao, lda, 1, turned, 0, n, c, co, ldc);
            return;
        }
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                c[co + i * ldc + j] += VectorElements.dot(a, ao + i * lda, b, bo + j * ldb, k);
            }
        }
    }

    /** {@code c[i][j] += sum_p A(i, p) b[p][j]} with A(i, p) at {@code a[ao + i * ai + p * ap]}. */
    static void outer(int m, int n, int k, float[] a, int ao, int ai, int ap, float[] b, int bo, int ldb, float[] c,
            int co, int ldc) {
        if (VectorGemm.suits(m, n, k)) {
            VectorGemm.multiply(m, n, k, a, ao, ai, ap, b, bo, ldb, 1, c, co, ldc);
            return;
        }
        int i = 0;
        for (; i + 4 <= m; i += 4) {
            int j = 0;
            for (; j + 2 * LANES <= n; j += 2 * LANES) {
                fourByTwo(k, a, ao + i * ai, ai, ap, b, bo + j, ldb, c, co + i * ldc + j, ldc);
            }
            for (; j < n; j += LANES) {
                VectorMask<Float> mask = F.indexInRange(j, n);
                for (int r = i; r < i + 4; r++) {
                    oneByOne(k, a, ao + r * ai, ap, b, bo + j, ldb, c, co + r * ldc + j, mask);
                }
            }
        }
        for (; i < m; i++) {
            for (int j = 0; j < n; j += LANES) {
                oneByOne(k, a, ao + i * ai, ap, b, bo + j, ldb, c, co + i * ldc + j, F.indexInRange(j, n));
            }
        }
    }

    private static void fourByTwo(int k, float[] a, int a0, int ai, int ap, float[] b, int b0, int ldb, float[] c,
            int c0, int ldc) {
        FloatVector s00 = FloatVector.fromArray(F, c, c0);
        FloatVector s01 = FloatVector.fromArray(F, c, c0 + LANES);
        FloatVector s10 = FloatVector.fromArray(F, c, c0 + ldc);
        FloatVector s11 = FloatVector.fromArray(F, c, c0 + ldc + LANES);
        FloatVector s20 = FloatVector.fromArray(F, c, c0 + 2 * ldc);
        FloatVector s21 = FloatVector.fromArray(F, c, c0 + 2 * ldc + LANES);
        FloatVector s30 = FloatVector.fromArray(F, c, c0 + 3 * ldc);
        FloatVector s31 = FloatVector.fromArray(F, c, c0 + 3 * ldc + LANES);
        for (int p = 0, q = a0, o = b0; p < k; p++, q += ap, o += ldb) {
            FloatVector u = FloatVector.fromArray(F, b, o);
            FloatVector v = FloatVector.fromArray(F, b, o + LANES);
            FloatVector x = FloatVector.broadcast(F, a[q]);
            s00 = u.fma(x, s00);
            s01 = v.fma(x, s01);
            x = FloatVector.broadcast(F, a[q + ai]);
            s10 = u.fma(x, s10);
            s11 = v.fma(x, s11);
            x = FloatVector.broadcast(F, a[q + 2 * ai]);
            s20 = u.fma(x, s20);
            s21 = v.fma(x, s21);
            x = FloatVector.broadcast(F, a[q + 3 * ai]);
            s30 = u.fma(x, s30);
            s31 = v.fma(x, s31);
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + LANES);
        s10.intoArray(c, c0 + ldc);
        s11.intoArray(c, c0 + ldc + LANES);
        s20.intoArray(c, c0 + 2 * ldc);
        s21.intoArray(c, c0 + 2 * ldc + LANES);
        s30.intoArray(c, c0 + 3 * ldc);
        s31.intoArray(c, c0 + 3 * ldc + LANES);
    }

    private static void oneByOne(int k, float[] a, int a0, int ap, float[] b, int b0, int ldb, float[] c, int c0,
            VectorMask<Float> mask) {
        FloatVector sum = FloatVector.fromArray(F, c, c0, mask);
        for (int p = 0, q = a0, o = b0; p < k; p++, q += ap, o += ldb) {
            sum = FloatVector.fromArray(F, b, o, mask).fma(FloatVector.broadcast(F, a[q]), sum);
        }
        sum.intoArray(c, c0, mask);
    }
}
