package io.engram.tensor.kernel;

import io.engram.tensor.Matrix;
import io.engram.tensor.ShapeException;
import java.util.Objects;

/** Argument checks shared by all versions, so that they refuse the same calls. */
final class Ranges {
    private Ranges() {
    }

    static void vector(float[] x, int off, int n) {
        Objects.checkFromIndexSize(off, n, x.length);
    }

    static void wholeBlocks(int n) {
        if (n % RoundedBatch.BLOCK != 0) {
            throw new ShapeException("n: expected a multiple of " + RoundedBatch.BLOCK + ", received " + n);
        }
    }

    static void matVec(Matrix w, int row0, int row1, float[] x, int xo, float[] y, int yo) {
        Objects.checkFromToIndex(row0, row1, w.rows());
        vector(x, xo, w.cols());
        outputs(y, yo, row0, row1);
    }

    static void matMat(Matrix w, int row0, int row1, float[] x, int xo, int xStride, int tokens, float[] y, int yo,
            int yStride) {
        batch(w.rows(), w.cols(), row0, row1, x, xo, xStride, tokens, y, yo, yStride);
    }

    static void batch(int rows, int cols, int row0, int row1, float[] x, int xo, int xStride, int tokens, float[] y,
            int yo, int yStride) {
        Objects.checkFromToIndex(row0, row1, rows);
        if (tokens < 0 || xStride < 0 || yStride < 0) {
            throw new ShapeException("batch: expected tokens, xStride and yStride >= 0, received " + tokens + ", "
                    + xStride + ", " + yStride);
        }
        if (tokens > 0) {
            long xEnd = xo + (long) (tokens - 1) * xStride + cols;
            long yEnd = yo + (long) (tokens - 1) * yStride + row1;
            vector(x, xo, cols);
            outputs(y, yo, row0, row1);
            if (xEnd > x.length || yEnd > y.length) {
                throw new IndexOutOfBoundsException("batch of " + tokens + ": expected arrays of at least " + xEnd
                        + " and " + yEnd + " floats, received " + x.length + " and " + y.length);
            }
        }
    }

    static void outputs(float[] y, int yo, int row0, int row1) {
        Objects.checkFromIndexSize((long) yo + row0, row1 - row0, (long) y.length);
    }

    static void rope(float[] x, int xo, int heads, int headDim, int ropeDim, float[] cos, float[] sin) {
        if (ropeDim < 0 || ropeDim % 2 != 0 || ropeDim > headDim) {
            throw new ShapeException(
                    "ropeDim: expected an even number from 0 to headDim " + headDim + ", received " + ropeDim);
        }
        vector(x, xo, Math.multiplyExact(heads, headDim));
        vector(cos, 0, ropeDim / 2);
        vector(sin, 0, ropeDim / 2);
    }

    /** A dense block of {@code rows} rows of {@code cols} at distance {@code stride}. */
    static void dense(String name, float[] x, int off, int rows, int cols, int stride) {
        if (rows < 0 || cols < 0 || stride < cols) {
            throw new ShapeException(
                    name + ": expected rows, cols >= 0 and row distance >= cols, received " + rows + " x "
                            + cols + " at distance " + stride);
        }
        if (rows > 0) {
            Objects.checkFromIndexSize(off, (rows - 1L) * stride + cols, (long) x.length);
        }
    }

    static void sameWidth(int cols, Activations x) {
        if (x.cols() != cols) {
            throw new ShapeException("activations: expected width " + cols + ", received " + x.cols());
        }
    }

    static void listed(int rows, int cols, int row0, int row1, Activations x, int[] tokens, int from, int count,
            float[] y,
            int yo, int yStride) {
        sameWidth(cols, x);
        Objects.checkFromToIndex(row0, row1, rows);
        Objects.checkFromIndexSize(from, count, tokens.length);
        for (int i = from; i < from + count; i++) {
            Objects.checkIndex(tokens[i], x.tokens());
        }
        if (count > 0) {
            outputs(y, yo, row0, row1);
            Objects.checkFromIndexSize(yo + (count - 1L) * yStride + row0, row1 - row0, (long) y.length);
        }
    }
}
