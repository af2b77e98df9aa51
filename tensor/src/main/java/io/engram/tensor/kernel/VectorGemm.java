package io.engram.tensor.kernel;

import static io.engram.tensor.kernel.VectorElements.F;
import static io.engram.tensor.kernel.VectorElements.LANES;

import jdk.incubator.vector.FloatVector;

/**
 * Blocked products of dense float matrices large enough to pay for packing: what training a transformer spends its time in.
 * A block of the right factor, {@value #DEPTH} deep and two vectors wide, is copied so that it is read in order and stays in
 * the first-level cache; eight rows of the left factor are multiplied with it at a time, so that sixteen sums stay in
 * registers. The left factor is read where it lies, along its rows or across them.
 */
final class VectorGemm {
    private static final int ROWS = 8;
    private static final int WIDTH = 2 * LANES;
    private static final int DEPTH = 256;
    /** Across rows a block of the left factor takes a whole cache line for two numbers in four, so it is kept shorter. */
    private static final int DEPTH_ACROSS = 128;

    private VectorGemm() {
    }

    /** Whether packing pays. */
    static boolean suits(int m, int n, int k) {
        return m >= 2 * ROWS && n >= LANES && k >= LANES;
    }

    /**
     * {@code c[i][j] += sum_p A(i, p) B(p, j)} with A(i, p) at {@code a[ao + i * ai + p * ap]}, one of ai and ap being 1, and
     * B(p, j) at {@code b[bo + p * bp + j * bj]}, one of bp and bj being 1.
     */
    static void multiply(int m, int n, int k, float[] a, int ao, int ai, int ap, float[] b, int bo, int bp, int bj,
            float[] c, int co, int ldc) {
        int block = ap == 1 ? DEPTH : DEPTH_ACROSS;
        float[] panel = new float[Math.min(k, block) * WIDTH];
        float[] edge = new float[ROWS * WIDTH];
        for (int p = 0; p < k; p += block) {
            int depth = Math.min(block, k - p);
            for (int j = 0; j < n; j += WIDTH) {
                int width = Math.min(WIDTH, n - j);
                pack(b, bo + p * bp + j * bj, bp, bj, depth, width, panel);
                for (int i = 0; i < m; i += ROWS) {
                    int rows = Math.min(ROWS, m - i);
                    int a0 = ao + i * ai + p * ap;
                    int c0 = co + i * ldc + j;
                    if (rows < ROWS) {
                        for (int r = 0; r < rows; r++) {
                            one(depth, a, a0 + r * ai, ap, panel, c, c0 + r * ldc, width, edge);
                        }
                    } else if (width == WIDTH) {
                        eight(depth, a, a0, ai, ap, panel, c, c0, ldc);
                    } else {
                        for (int r = 0; r < ROWS; r++) {
                            System.arraycopy(c, c0 + r * ldc, edge, r * WIDTH, width);
                        }
                        eight(depth, a, a0, ai, ap, panel, edge, 0, WIDTH);
                        for (int r = 0; r < ROWS; r++) {
                            System.arraycopy(edge, r * WIDTH, c, c0 + r * ldc, width);
                        }
                    }
                }
            }
        }
    }

    /** Copies to [depth][WIDTH]; columns from {@code width} on keep what they hold, which never reaches the result. */
    private static void pack(float[] b, int b0, int bp, int bj, int depth, int width, float[] panel) {
        if (bj == 1) {
            for (int p = 0; p < depth; p++) {
                System.arraycopy(b, b0 + p * bp, panel, p * WIDTH, width);
            }
        } else {
            for (int j = 0; j < width; j++) {
                for (int p = 0, from = b0 + j * bj, to = j; p < depth; p++, to += WIDTH) {
                    panel[to] = b[from + p];
                }
            }
        }
    }

    private static void one(int depth, float[] a, int a0, int ap, float[] panel, float[] c, int c0, int width,
            float[] edge) {
        System.arraycopy(c, c0, edge, 0, width);
        FloatVector s = FloatVector.fromArray(F, edge, 0);
        FloatVector t = FloatVector.fromArray(F, edge, LANES);
        for (int p = 0, q = a0, o = 0; p < depth; p++, q += ap, o += WIDTH) {
            FloatVector x = FloatVector.broadcast(F, a[q]);
            s = FloatVector.fromArray(F, panel, o).fma(x, s);
            t = FloatVector.fromArray(F, panel, o + LANES).fma(x, t);
        }
        s.intoArray(edge, 0);
        t.intoArray(edge, LANES);
        System.arraycopy(edge, 0, c, c0, width);
    }

    private static void eight(int depth, float[] a, int a0, int ai, int ap, float[] panel, float[] c, int c0,
            int ldc) {
        if (ap == 1) {
            along(depth, a, a0, ai, panel, c, c0, ldc);
        } else {
            across(depth, a, a0, ap, panel, c, c0, ldc);
        }
    }

    /** Rows of the left factor are contiguous. */
    private static void along(int depth, float[] a, int a0, int ai, float[] panel, float[] c, int c0, int ldc) {
        FloatVector s0 = FloatVector.fromArray(F, c, c0);
        FloatVector t0 = FloatVector.fromArray(F, c, c0 + LANES);
        FloatVector s1 = FloatVector.fromArray(F, c, c0 + ldc);
        FloatVector t1 = FloatVector.fromArray(F, c, c0 + ldc + LANES);
        FloatVector s2 = FloatVector.fromArray(F, c, c0 + 2 * ldc);
        FloatVector t2 = FloatVector.fromArray(F, c, c0 + 2 * ldc + LANES);
        FloatVector s3 = FloatVector.fromArray(F, c, c0 + 3 * ldc);
        FloatVector t3 = FloatVector.fromArray(F, c, c0 + 3 * ldc + LANES);
        FloatVector s4 = FloatVector.fromArray(F, c, c0 + 4 * ldc);
        FloatVector t4 = FloatVector.fromArray(F, c, c0 + 4 * ldc + LANES);
        FloatVector s5 = FloatVector.fromArray(F, c, c0 + 5 * ldc);
        FloatVector t5 = FloatVector.fromArray(F, c, c0 + 5 * ldc + LANES);
        FloatVector s6 = FloatVector.fromArray(F, c, c0 + 6 * ldc);
        FloatVector t6 = FloatVector.fromArray(F, c, c0 + 6 * ldc + LANES);
        FloatVector s7 = FloatVector.fromArray(F, c, c0 + 7 * ldc);
        FloatVector t7 = FloatVector.fromArray(F, c, c0 + 7 * ldc + LANES);
        int a1 = a0 + ai;
        int a2 = a0 + 2 * ai;
        int a3 = a0 + 3 * ai;
        int a4 = a0 + 4 * ai;
        int a5 = a0 + 5 * ai;
        int a6 = a0 + 6 * ai;
        int a7 = a0 + 7 * ai;
        for (int p = 0, o = 0; p < depth; p++, o += WIDTH) {
            FloatVector u = FloatVector.fromArray(F, panel, o);
            FloatVector v = FloatVector.fromArray(F, panel, o + LANES);
            FloatVector x = FloatVector.broadcast(F, a[a0 + p]);
            s0 = u.fma(x, s0);
            t0 = v.fma(x, t0);
            x = FloatVector.broadcast(F, a[a1 + p]);
            s1 = u.fma(x, s1);
            t1 = v.fma(x, t1);
            x = FloatVector.broadcast(F, a[a2 + p]);
            s2 = u.fma(x, s2);
            t2 = v.fma(x, t2);
            x = FloatVector.broadcast(F, a[a3 + p]);
            s3 = u.fma(x, s3);
            t3 = v.fma(x, t3);
            x = FloatVector.broadcast(F, a[a4 + p]);
            s4 = u.fma(x, s4);
            t4 = v.fma(x, t4);
            x = FloatVector.broadcast(F, a[a5 + p]);
            s5 = u.fma(x, s5);
            t5 = v.fma(x, t5);
            x = FloatVector.broadcast(F, a[a6 + p]);
            s6 = u.fma(x, s6);
            t6 = v.fma(x, t6);
            x = FloatVector.broadcast(F, a[a7 + p]);
            s7 = u.fma(x, s7);
            t7 = v.fma(x, t7);
        }
        s0.intoArray(c, c0);
        t0.intoArray(c, c0 + LANES);
        s1.intoArray(c, c0 + ldc);
        t1.intoArray(c, c0 + ldc + LANES);
        s2.intoArray(c, c0 + 2 * ldc);
        t2.intoArray(c, c0 + 2 * ldc + LANES);
        s3.intoArray(c, c0 + 3 * ldc);
        t3.intoArray(c, c0 + 3 * ldc + LANES);
        s4.intoArray(c, c0 + 4 * ldc);
        t4.intoArray(c, c0 + 4 * ldc + LANES);
        s5.intoArray(c, c0 + 5 * ldc);
        t5.intoArray(c, c0 + 5 * ldc + LANES);
        s6.intoArray(c, c0 + 6 * ldc);
        t6.intoArray(c, c0 + 6 * ldc + LANES);
        s7.intoArray(c, c0 + 7 * ldc);
        t7.intoArray(c, c0 + 7 * ldc + LANES);
    }

    /** Columns of the left factor are contiguous: its eight rows lie side by side. */
    private static void across(int depth, float[] a, int a0, int ap, float[] panel, float[] c, int c0, int ldc) {
        FloatVector s0 = FloatVector.fromArray(F, c, c0);
        FloatVector t0 = FloatVector.fromArray(F, c, c0 + LANES);
        FloatVector s1 = FloatVector.fromArray(F, c, c0 + ldc);
        FloatVector t1 = FloatVector.fromArray(F, c, c0 + ldc + LANES);
        FloatVector s2 = FloatVector.fromArray(F, c, c0 + 2 * ldc);
        FloatVector t2 = FloatVector.fromArray(F, c, c0 + 2 * ldc + LANES);
        FloatVector s3 = FloatVector.fromArray(F, c, c0 + 3 * ldc);
        FloatVector t3 = FloatVector.fromArray(F, c, c0 + 3 * ldc + LANES);
        FloatVector s4 = FloatVector.fromArray(F, c, c0 + 4 * ldc);
        FloatVector t4 = FloatVector.fromArray(F, c, c0 + 4 * ldc + LANES);
        FloatVector s5 = FloatVector.fromArray(F, c, c0 + 5 * ldc);
        FloatVector t5 = FloatVector.fromArray(F, c, c0 + 5 * ldc + LANES);
        FloatVector s6 = FloatVector.fromArray(F, c, c0 + 6 * ldc);
        FloatVector t6 = FloatVector.fromArray(F, c, c0 + 6 * ldc + LANES);
        FloatVector s7 = FloatVector.fromArray(F, c, c0 + 7 * ldc);
        FloatVector t7 = FloatVector.fromArray(F, c, c0 + 7 * ldc + LANES);
        for (int p = 0, q = a0, o = 0; p < depth; p++, q += ap, o += WIDTH) {
            FloatVector u = FloatVector.fromArray(F, panel, o);
            FloatVector v = FloatVector.fromArray(F, panel, o + LANES);
            FloatVector x = FloatVector.broadcast(F, a[q]);
            s0 = u.fma(x, s0);
            t0 = v.fma(x, t0);
            x = FloatVector.broadcast(F, a[q + 1]);
            s1 = u.fma(x, s1);
            t1 = v.fma(x, t1);
            x = FloatVector.broadcast(F, a[q + 2]);
            s2 = u.fma(x, s2);
            t2 = v.fma(x, t2);
            x = FloatVector.broadcast(F, a[q + 3]);
            s3 = u.fma(x, s3);
            t3 = v.fma(x, t3);
            x = FloatVector.broadcast(F, a[q + 4]);
            s4 = u.fma(x, s4);
            t4 = v.fma(x, t4);
            x = FloatVector.broadcast(F, a[q + 5]);
            s5 = u.fma(x, s5);
            t5 = v.fma(x, t5);
            x = FloatVector.broadcast(F, a[q + 6]);
            s6 = u.fma(x, s6);
            t6 = v.fma(x, t6);
            x = FloatVector.broadcast(F, a[q + 7]);
            s7 = u.fma(x, s7);
            t7 = v.fma(x, t7);
        }
        s0.intoArray(c, c0);
        t0.intoArray(c, c0 + LANES);
        s1.intoArray(c, c0 + ldc);
        t1.intoArray(c, c0 + ldc + LANES);
        s2.intoArray(c, c0 + 2 * ldc);
        t2.intoArray(c, c0 + 2 * ldc + LANES);
        s3.intoArray(c, c0 + 3 * ldc);
        t3.intoArray(c, c0 + 3 * ldc + LANES);
        s4.intoArray(c, c0 + 4 * ldc);
        t4.intoArray(c, c0 + 4 * ldc + LANES);
        s5.intoArray(c, c0 + 5 * ldc);
        t5.intoArray(c, c0 + 5 * ldc + LANES);
        s6.intoArray(c, c0 + 6 * ldc);
        t6.intoArray(c, c0 + 6 * ldc + LANES);
        s7.intoArray(c, c0 + 7 * ldc);
        t7.intoArray(c, c0 + 7 * ldc + LANES);
    }
}
