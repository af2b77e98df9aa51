package io.engram.tensor.kernel;

import static io.engram.tensor.kernel.VectorElements.F;
import static io.engram.tensor.kernel.VectorElements.LANES;

import jdk.incubator.vector.FloatVector;

/**
 * Blocked products of dense float matrices large enough to pay for packing: what training a transformer spends its time in.
 * Both factors are copied in blocks: of the left one {@value #BLOCK_ROWS} rows, which stay in the second-level cache, of the
 * right one two vectors' width, which stays in the first; so whatever way they lie, they are read in order. Four rows by two
 * vectors of the result are summed in registers at a time, with AVX-512 eight: the compiler unrolls the loop, and with more
 * than eight sums the sixteen registers of other processors do not suffice (measured: 5 and 6 rows half as fast as 4).
 *
 * <p>Each sum is made in the order of the inner index, whatever the number of lanes and rows.
 *
 * <p>After K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008.
 */
final class VectorGemm {
    private static final int ROWS = LANES >= 16 ? 8 : 4;
    private static final int WIDTH = 2 * LANES;
    private static final int DEPTH = 256;
    private static final int BLOCK_ROWS = 192;

    /** Blocks of a thread: clearing new ones would cost a tenth of a small product. */
    private static final ThreadLocal<VectorGemm> OWN = ThreadLocal.withInitial(VectorGemm::new);

    private final float[] left = new float[DEPTH * BLOCK_ROWS];
    private final float[] right = new float[DEPTH * WIDTH];
    private final float[] edge = new float[ROWS * WIDTH];

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
        VectorGemm own = OWN.get();
        float[] left = own.left;
        float[] right = own.right;
        float[] edge = own.edge;
        for (int p = 0; p < k; p += DEPTH) {
            int depth = Math.min(DEPTH, k - p);
            for (int i = 0; i < m; i += BLOCK_ROWS) {
                int rows = Math.min(BLOCK_ROWS, m - i);
                for (int r = 0; r < rows; r += 4) {
                    int start = (r - r % ROWS) * depth + r % ROWS;
                    packLeft(a, ao + (i + r) * ai + p * ap, ap, ai, depth, Math.min(4, rows - r), left, start);
                }
                for (int j = 0; j < n; j += WIDTH) {
                    int width = Math.min(WIDTH, n - j);
                    pack(b, bo + p * bp + j * bj, bp, bj, depth, width, right, 0, WIDTH);
                    for (int r = 0; r < rows; r += ROWS) {
                        int tall = Math.min(ROWS, rows - r);
                        int at = co + (i + r) * ldc + j;
                        if (tall == ROWS && width == WIDTH) {
                            tile(depth, left, r * depth, right, c, at, ldc);
                        } else {
                            copy(c, at, ldc, edge, 0, WIDTH, tall, width);
                            tile(depth, left, r * depth, right, edge, 0, WIDTH);
                            copy(edge, 0, WIDTH, c, at, ldc, tall, width);
                        }
                    }
                }
            }
        }
    }

    /** As {@link #pack} for four rows or less, in steps of as many as a tile has. */
    private static void packLeft(float[] from, int at, int ap, int ai, int depth, int count, float[] to, int start) {
        if (count < 4) {
            pack(from, at, ap, ai, depth, count, to, start, ROWS);
        } else if (ai == 1) {
            for (int p = 0, f = at, t = start; p < depth; p++, f += ap, t += ROWS) {
                FloatVector.fromArray(FloatVector.SPECIES_128, from, f).intoArray(to, t);
            }
        } else {
            int second = at + ai;
            int third = second + ai;
            int fourth = third + ai;
            for (int p = 0, t = start; p < depth; p++, t += ROWS) {
                to[t] = from[at + p];
                to[t + 1] = from[second + p];
                to[t + 2] = from[third + p];
                to[t + 3] = from[fourth + p];
            }
        }
    }

    /**
     * Copies {@code count} numbers of each step of the inner index side by side. Places from there on keep what they hold,
     * which never reaches the result.
     */
    private static void pack(float[] from, int at, int ap, int stride, int depth, int count, float[] to, int start,
            int width) {
        if (stride == 1) {
            for (int p = 0; p < depth; p++) {
                System.arraycopy(from, at + p * ap, to, start + p * width, count);
            }
            return;
        }
        for (int r = 0; r < count; r++) {
            for (int p = 0, f = at + r * stride, t = start + r; p < depth; p++, t += width) {
                to[t] = from[f + p];
            }
        }
    }

    private static void copy(float[] from, int f, int fromStride, float[] to, int t, int toStride, int rows,
            int width) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(from, f + r * fromStride, to, t + r * toStride, width);
        }
    }

    private static void tile(int depth, float[] left, int start, float[] right, float[] c, int c0, int ldc) {
        if (ROWS == 8) {
            eight(depth, left, start, right, c, c0, ldc);
        } else {
            four(depth, left, start, right, c, c0, ldc);
        }
    }

    /** Eight sums. */
    private static void four(int depth, float[] left, int start, float[] right, float[] c, int c0, int ldc) {
        int c1 = c0 + ldc;
        int c2 = c1 + ldc;
        int c3 = c2 + ldc;
        FloatVector s0 = FloatVector.fromArray(F, c, c0);
        FloatVector t0 = FloatVector.fromArray(F, c, c0 + LANES);
        FloatVector s1 = FloatVector.fromArray(F, c, c1);
        FloatVector t1 = FloatVector.fromArray(F, c, c1 + LANES);
        FloatVector s2 = FloatVector.fromArray(F, c, c2);
        FloatVector t2 = FloatVector.fromArray(F, c, c2 + LANES);
        FloatVector s3 = FloatVector.fromArray(F, c, c3);
        FloatVector t3 = FloatVector.fromArray(F, c, c3 + LANES);
        for (int p = 0, q = start, o = 0; p < depth; p++, q += 4, o += WIDTH) {
            FloatVector u = FloatVector.fromArray(F, right, o);
            FloatVector v = FloatVector.fromArray(F, right, o + LANES);
            FloatVector x = FloatVector.broadcast(F, left[q]);
            s0 = u.fma(x, s0);
            t0 = v.fma(x, t0);
            x = FloatVector.broadcast(F, left[q + 1]);
            s1 = u.fma(x, s1);
            t1 = v.fma(x, t1);
            x = FloatVector.broadcast(F, left[q + 2]);
            s2 = u.fma(x, s2);
            t2 = v.fma(x, t2);
            x = FloatVector.broadcast(F, left[q + 3]);
            s3 = u.fma(x, s3);
            t3 = v.fma(x, t3);
        }
        s0.intoArray(c, c0);
        t0.intoArray(c, c0 + LANES);
        s1.intoArray(c, c1);
        t1.intoArray(c, c1 + LANES);
        s2.intoArray(c, c2);
        t2.intoArray(c, c2 + LANES);
        s3.intoArray(c, c3);
        t3.intoArray(c, c3 + LANES);
    }

    /** Sixteen sums. */
    private static void eight(int depth, float[] left, int start, float[] right, float[] c, int c0, int ldc) {
        int c1 = c0 + ldc;
        int c2 = c1 + ldc;
        int c3 = c2 + ldc;
        int c4 = c3 + ldc;
        int c5 = c4 + ldc;
        int c6 = c5 + ldc;
        int c7 = c6 + ldc;
        FloatVector s0 = FloatVector.fromArray(F, c, c0);
        FloatVector t0 = FloatVector.fromArray(F, c, c0 + LANES);
        FloatVector s1 = FloatVector.fromArray(F, c, c1);
        FloatVector t1 = FloatVector.fromArray(F, c, c1 + LANES);
        FloatVector s2 = FloatVector.fromArray(F, c, c2);
        FloatVector t2 = FloatVector.fromArray(F, c, c2 + LANES);
        FloatVector s3 = FloatVector.fromArray(F, c, c3);
        FloatVector t3 = FloatVector.fromArray(F, c, c3 + LANES);
        FloatVector s4 = FloatVector.fromArray(F, c, c4);
        FloatVector t4 = FloatVector.fromArray(F, c, c4 + LANES);
        FloatVector s5 = FloatVector.fromArray(F, c, c5);
        FloatVector t5 = FloatVector.fromArray(F, c, c5 + LANES);
        FloatVector s6 = FloatVector.fromArray(F, c, c6);
        FloatVector t6 = FloatVector.fromArray(F, c, c6 + LANES);
        FloatVector s7 = FloatVector.fromArray(F, c, c7);
        FloatVector t7 = FloatVector.fromArray(F, c, c7 + LANES);
        for (int p = 0, q = start, o = 0; p < depth; p++, q += 8, o += WIDTH) {
            FloatVector u = FloatVector.fromArray(F, right, o);
            FloatVector v = FloatVector.fromArray(F, right, o + LANES);
            FloatVector x = FloatVector.broadcast(F, left[q]);
            s0 = u.fma(x, s0);
            t0 = v.fma(x, t0);
            x = FloatVector.broadcast(F, left[q + 1]);
            s1 = u.fma(x, s1);
            t1 = v.fma(x, t1);
            x = FloatVector.broadcast(F, left[q + 2]);
            s2 = u.fma(x, s2);
            t2 = v.fma(x, t2);
            x = FloatVector.broadcast(F, left[q + 3]);
            s3 = u.fma(x, s3);
            t3 = v.fma(x, t3);
            x = FloatVector.broadcast(F, left[q + 4]);
            s4 = u.fma(x, s4);
            t4 = v.fma(x, t4);
            x = FloatVector.broadcast(F, left[q + 5]);
            s5 = u.fma(x, s5);
            t5 = v.fma(x, t5);
            x = FloatVector.broadcast(F, left[q + 6]);
            s6 = u.fma(x, s6);
            t6 = v.fma(x, t6);
            x = FloatVector.broadcast(F, left[q + 7]);
            s7 = u.fma(x, s7);
            t7 = v.fma(x, t7);
        }
        s0.intoArray(c, c0);
        t0.intoArray(c, c0 + LANES);
        s1.intoArray(c, c1);
        t1.intoArray(c, c1 + LANES);
        s2.intoArray(c, c2);
        t2.intoArray(c, c2 + LANES);
        s3.intoArray(c, c3);
        t3.intoArray(c, c3 + LANES);
        s4.intoArray(c, c4);
        t4.intoArray(c, c4 + LANES);
        s5.intoArray(c, c5);
        t5.intoArray(c, c5 + LANES);
        s6.intoArray(c, c6);
        t6.intoArray(c, c6 + LANES);
        s7.intoArray(c, c7);
        t7.intoArray(c, c7 + LANES);
    }
}
