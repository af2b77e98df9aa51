package io.engram.tensor.kernel;

import io.engram.tensor.DType;
import io.engram.tensor.Matrix;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** The reference: one element after another, every sum in double, weights through {@link Matrix#dequantizeRow}. */
final class ScalarKernels implements Kernels {
    static final ScalarKernels INSTANCE = new ScalarKernels();

    private ScalarKernels() {
    }

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public float dot(float[] a, int ao, float[] b, int bo, int n) {
        Ranges.vector(a, ao, n);
        Ranges.vector(b, bo, n);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += (double) a[ao + i] * b[bo + i];
        }
        return (float) sum;
    }

    @Override
    public void axpy(float alpha, float[] x, int xo, float[] y, int yo, int n) {
        Ranges.vector(x, xo, n);
        Ranges.vector(y, yo, n);
        for (int i = 0; i < n; i++) {
            y[yo + i] = Math.fma(alpha, x[xo + i], y[yo + i]);
        }
    }

    @Override
    public void matVec(Matrix w, int row0, int row1, float[] x, int xo, float[] y, int yo) {
        Ranges.matVec(w, row0, row1, x, xo, y, yo);
        float[] row = new float[w.cols()];
        for (int r = row0; r < row1; r++) {
            w.dequantizeRow(r, row, 0);
            y[yo + r] = dot(row, 0, x, xo, w.cols());
        }
    }

    @Override
    public void matMat(Matrix w, int row0, int row1, float[] x, int xo, int xStride, int tokens, float[] y, int yo,
            int yStride) {
        Ranges.matMat(w, row0, row1, x, xo, xStride, tokens, y, yo, yStride);
        float[] row = new float[w.cols()];
        for (int r = row0; r < row1; r++) {
            w.dequantizeRow(r, row, 0);
            for (int t = 0; t < tokens; t++) {
                y[yo + t * yStride + r] = dot(row, 0, x, xo + t * xStride, w.cols());
            }
        }
    }

    @Override
    public void rmsNorm(float[] x, int xo, float[] weight, int wo, float eps, float[] y, int yo, int n) {
        Ranges.vector(x, xo, n);
        Ranges.vector(weight, wo, n);
        Ranges.vector(y, yo, n);
        double squares = 0;
        for (int i = 0; i < n; i++) {
            squares += (double) x[xo + i] * x[xo + i];
        }
        double scale = 1 / Math.sqrt(squares / n + eps);
        for (int i = 0; i < n; i++) {
            y[yo + i] = (float) (weight[wo + i] * (x[xo + i] * scale));
        }
    }

    @Override
    public void softmax(float[] x, int xo, int n) {
        Ranges.vector(x, xo, n);
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, x[xo + i]);
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.exp((double) x[xo + i] - max);
        }
        for (int i = 0; i < n; i++) {
            x[xo + i] = (float) (Math.exp((double) x[xo + i] - max) / sum);
        }
    }

    @Override
    public void rope(float[] x, int xo, int heads, int headDim, int ropeDim, boolean splitHalf, float[] cos,
            float[] sin) {
        Ranges.rope(x, xo, heads, headDim, ropeDim, cos, sin);
        int step = splitHalf ? 1 : 2;
        int distance = splitHalf ? ropeDim / 2 : 1;
        for (int h = 0; h < heads; h++) {
            for (int j = 0; j < ropeDim / 2; j++) {
                int i = xo + h * headDim + j * step;
                double a = x[i];
                double b = x[i + distance];
                x[i] = (float) (a * cos[j] - b * sin[j]);
                x[i + distance] = (float) (b * cos[j] + a * sin[j]);
            }
        }
    }

    @Override
    public void silu(float[] x, int xo, float[] y, int yo, int n) {
        Ranges.vector(x, xo, n);
        Ranges.vector(y, yo, n);
        for (int i = 0; i < n; i++) {
            y[yo + i] = (float) silu(x[xo + i]);
        }
    }

    @Override
    public void sigmoid(float[] x, int xo, float[] y, int yo, int n) {
        Ranges.vector(x, xo, n);
        Ranges.vector(y, yo, n);
        for (int i = 0; i < n; i++) {
            y[yo + i] = (float) (1 / (1 + Math.exp(-x[xo + i])));
        }
    }

    @Override
    public void swiglu(float[] gate, int go, float[] up, int uo, float[] out, int oo, int n) {
        Ranges.vector(gate, go, n);
        Ranges.vector(up, uo, n);
        Ranges.vector(out, oo, n);
        for (int i = 0; i < n; i++) {
            out[oo + i] = (float) (silu(gate[go + i]) * up[uo + i]);
        }
    }

    @Override
    public void swigluBackward(float[] gate, int go, float[] up, int uo, float[] dOut, int oo, float[] dGate, int dgo,
            float[] dUp, int duo, int n) {
        Ranges.vector(gate, go, n);
        Ranges.vector(up, uo, n);
        Ranges.vector(dOut, oo, n);
        Ranges.vector(dGate, dgo, n);
        Ranges.vector(dUp, duo, n);
        for (int i = 0; i < n; i++) {
            double x = gate[go + i];
            double d = dOut[oo + i];
            double s = 1 / (1 + Math.exp(-x));
            dUp[duo + i] = (float) (d * x * s);
            dGate[dgo + i] = (float) (d * up[uo + i] * s * (1 + x * (1 - s)));
        }
    }

    @Override
    public void roundToBytes(float[] x, int xo, float[] y, int yo, int n) {
        Ranges.wholeBlocks(n);
        Ranges.vector(x, xo, n);
        Ranges.vector(y, yo, n);
        for (int o = 0; o < n; o += RoundedBatch.BLOCK) {
            float max = 0;
            for (int i = o; i < o + RoundedBatch.BLOCK; i++) {
                max = Math.max(max, Math.abs(x[xo + i]));
            }
            float step = max / 127;
            float scale = RoundedBatch.half(step);
            float inverse = step == 0 ? 0 : 1 / step;
            for (int i = o; i < o + RoundedBatch.BLOCK; i++) {
                y[yo + i] = (x[xo + i] * inverse + RoundedBatch.ROUNDER - RoundedBatch.ROUNDER) * scale;
            }
        }
    }

    @Override
    public void gemmNT(int m, int n, int k, float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co,
            int ldc) {
        Ranges.dense("a", a, ao, m, k, lda);
        Ranges.dense("b", b, bo, n, k, ldb);
        Ranges.dense("c", c, co, m, n, ldc);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = c[co + i * ldc + j];
                for (int p = 0; p < k; p++) {
                    sum += (double) a[ao + i * lda + p] * b[bo + j * ldb + p];
                }
                c[co + i * ldc + j] = (float) sum;
            }
        }
    }

    @Override
    public void gemmNN(int m, int n, int k, float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co,
            int ldc) {
        Ranges.dense("a", a, ao, m, k, lda);
        Ranges.dense("b", b, bo, k, n, ldb);
        Ranges.dense("c", c, co, m, n, ldc);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = c[co + i * ldc + j];
                for (int p = 0; p < k; p++) {
                    sum += (double) a[ao + i * lda + p] * b[bo + p * ldb + j];
                }
                c[co + i * ldc + j] = (float) sum;
            }
        }
    }

    @Override
    public void gemmTN(int m, int n, int k, float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co,
            int ldc) {
        Ranges.dense("a", a, ao, k, m, lda);
        Ranges.dense("b", b, bo, k, n, ldb);
        Ranges.dense("c", c, co, m, n, ldc);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = c[co + i * ldc + j];
                for (int p = 0; p < k; p++) {
                    sum += (double) a[ao + p * lda + i] * b[bo + p * ldb + j];
                }
                c[co + i * ldc + j] = (float) sum;
            }
        }
    }

    @Override
    public long packedBytes(DType type, int rows, int cols) {
        return 0;
    }

    @Override
    public PackedMatrix pack(Matrix w, MemorySegment into) {
        return new RowMajorMatrix(this, w);
    }

    @Override
    public void packRows(Matrix w, int row0, int row1, MemorySegment into) {
        Objects.checkFromToIndex(row0, row1, w.rows());
    }

    @Override
    public PackedMatrix attach(DType type, int rows, int cols, MemorySegment packed) {
        throw new UnsupportedOperationException("attach: the scalar version has no rearranged form, received " + type);
    }

    /** Tends to 0 for x to negative infinity, and is 0 there rather than NaN. */
    private static double silu(double x) {
        return x == Double.NEGATIVE_INFINITY ? 0 : x / (1 + Math.exp(-x));
    }
}
