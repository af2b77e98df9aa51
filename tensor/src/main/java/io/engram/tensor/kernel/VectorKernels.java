package io.engram.tensor.kernel;

import io.engram.tensor.DType;
import io.engram.tensor.Matrix;
import io.engram.tensor.ShapeException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * The Vector API version: the same results as {@link ScalarKernels} but for the order of sums, which run in float over as
 * many partial sums as the machine has lanes, and for {@code exp}, which is the library's vector routine (a few units in
 * the last place).
 *
 * <p>A row's result never depends on the row range it was computed in, so threads may cut rows anywhere.
 */
final class VectorKernels implements Kernels {
    static final VectorKernels INSTANCE = new VectorKernels();
    /** Below this many tokens, unpacking rows of weights costs more than going through the matrix per token. */
    static final int MIN_BATCH = 4;
    /** Rows at whose multiples packing may be cut; a multiple of every group size. */
    private static final int PACK_UNIT = 16;

    private static final boolean LANES_IN_BLOCK = VectorElements.LANES <= RoundedBatch.BLOCK;

    private VectorKernels() {
    }

    @Override
    public String name() {
        return "vector-" + VectorElements.F.vectorBitSize();
    }

    @Override
    public float dot(float[] a, int ao, float[] b, int bo, int n) {
        Ranges.vector(a, ao, n);
        Ranges.vector(b, bo, n);
        return VectorElements.dot(a, ao, b, bo, n);
    }

    @Override
    public void axpy(float alpha, float[] x, int xo, float[] y, int yo, int n) {
        Ranges.vector(x, xo, n);
        Ranges.vector(y, yo, n);
        VectorElements.axpy(alpha, x, xo, y, yo, n);
    }

    @Override
    public void matVec(Matrix w, int row0, int row1, float[] x, int xo, float[] y, int yo) {
        Ranges.matVec(w, row0, row1, x, xo, y, yo);
        VectorRows.matVec(w, row0, row1, x, xo, y, yo);
    }

    @Override
    public void matMat(Matrix w, int row0, int row1, float[] x, int xo, int xStride, int tokens, float[] y, int yo,
            int yStride) {
        Ranges.matMat(w, row0, row1, x, xo, xStride, tokens, y, yo, yStride);
        if (tokens < MIN_BATCH) {
            for (int t = 0; t < tokens; t++) {
                VectorRows.matVec(w, row0, row1, x, xo + t * xStride, y, yo + t * yStride);
            }
        } else {
            int[] at = new int[tokens];
            for (int t = 0; t < tokens; t++) {
                at[t] = xo + t * xStride;
            }
            VectorDots.matMat(w, row0, row1, x, at, y, yo, yStride);
        }
    }

    @Override
    public void rmsNorm(float[] x, int xo, float[] weight, int wo, float eps, float[] y, int yo, int n) {
        Ranges.vector(x, xo, n);
        Ranges.vector(weight, wo, n);
        Ranges.vector(y, yo, n);
        VectorElements.rmsNorm(x, xo, weight, wo, eps, y, yo, n);
    }

    @Override
    public void softmax(float[] x, int xo, int n) {
        Ranges.vector(x, xo, n);
        VectorElements.softmax(x, xo, n);
    }

    @Override
    public void rope(float[] x, int xo, int heads, int headDim, int ropeDim, boolean splitHalf, float[] cos,
            float[] sin) {
        Ranges.rope(x, xo, heads, headDim, ropeDim, cos, sin);
        if (splitHalf) {
            VectorElements.ropeSplit(x, xo, heads, headDim, ropeDim, cos, sin);
        } else {
            VectorElements.ropePairs(x, xo, heads, headDim, ropeDim, cos, sin);
        }
    }

    @Override
    public void silu(float[] x, int xo, float[] y, int yo, int n) {
        Ranges.vector(x, xo, n);
        Ranges.vector(y, yo, n);
        VectorElements.silu(x, xo, y, yo, n);
    }

    @Override
    public void sigmoid(float[] x, int xo, float[] y, int yo, int n) {
        Ranges.vector(x, xo, n);
        Ranges.vector(y, yo, n);
        VectorElements.sigmoid(x, xo, y, yo, n);
    }

    @Override
    public void swiglu(float[] gate, int go, float[] up, int uo, float[] out, int oo, int n) {
        Ranges.vector(gate, go, n);
        Ranges.vector(up, uo, n);
        Ranges.vector(out, oo, n);
        VectorElements.swiglu(gate, go, up, uo, out, oo, n);
    }

    @Override
    public void swigluBackward(float[] gate, int go, float[] up, int uo, float[] dOut, int oo, float[] dGate, int dgo,
            float[] dUp, int duo, int n) {
        Ranges.vector(gate, go, n);
        Ranges.vector(up, uo, n);
        Ranges.vector(dOut, oo, n);
        Ranges.vector(dGate, dgo, n);
        Ranges.vector(dUp, duo, n);
        VectorElements.swigluBackward(gate, go, up, uo, dOut, oo, dGate, dgo, dUp, duo, n);
    }

    @Override
    public void roundToBytes(float[] x, int xo, float[] y, int yo, int n) {
        Ranges.wholeBlocks(n);
        Ranges.vector(x, xo, n);
        Ranges.vector(y, yo, n);
        if (LANES_IN_BLOCK) {
            RoundedBatch.roundToBytes(x, xo, y, yo, n);
        } else {
            ScalarKernels.INSTANCE.roundToBytes(x, xo, y, yo, n);
        }
    }

    @Override
    public void fromBytes(float scale, byte[] x, int xo, float[] y, int yo, int n) {
        Objects.checkFromIndexSize(xo, n, x.length);
        Ranges.vector(y, yo, n);
        VectorElements.fromBytes(scale, x, xo, y, yo, n);
    }

    @Override
    public void gemmNT(int m, int n, int k, float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co,
            int ldc) {
        Ranges.dense("a", a, ao, m, k, lda);
        Ranges.dense("b", b, bo, n, k, ldb);
        Ranges.dense("c", c, co, m, n, ldc);
        VectorDense.rowsTimesRows(m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc);
    }

    @Override
    public void gemmNN(int m, int n, int k, float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co,
            int ldc) {
        Ranges.dense("a", a, ao, m, k, lda);
        Ranges.dense("b", b, bo, k, n, ldb);
        Ranges.dense("c", c, co, m, n, ldc);
        VectorDense.outer(m, n, k, a, ao, lda, 1, b, bo, ldb, c, co, ldc);
    }

    @Override
    public void gemmTN(int m, int n, int k, float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co,
            int ldc) {
        Ranges.dense("a", a, ao, k, m, lda);
        Ranges.dense("b", b, bo, k, n, ldb);
        Ranges.dense("c", c, co, m, n, ldc);
        VectorDense.outer(m, n, k, a, ao, 1, lda, b, bo, ldb, c, co, ldc);
    }

    @Override
    public long packedBytes(DType type, int rows, int cols) {
        return InterleavedLayout.supports(type) ? InterleavedLayout.bytes(type, rows, cols) : 0;
    }

    @Override
    public PackedMatrix pack(Matrix w, MemorySegment into) {
        if (!InterleavedLayout.supports(w.type())) {
            return new RowMajorMatrix(this, w);
        }
        packRows(w, 0, w.rows(), into);
        return attach(w.type(), w.rows(), w.cols(), into);
    }

    @Override
    public void packRows(Matrix w, int row0, int row1, MemorySegment into) {
        Objects.checkFromToIndex(row0, row1, w.rows());
        if (row0 % PACK_UNIT != 0 || (row1 % PACK_UNIT != 0 && row1 != w.rows())) {
            throw new ShapeException("packRows: expected a range that starts and ends at multiples of " + PACK_UNIT
                    + " or at the last row of " + w.rows() + ", received " + row0 + " to " + row1);
        }
        if (InterleavedLayout.supports(w.type())) {
            long expected = packedBytes(w.type(), w.rows(), w.cols());
            if (into.byteSize() != expected) {
                throw new ShapeException("packRows: expected " + expected + " bytes, received " + into.byteSize());
            }
            InterleavedLayout.fill(w, row0, row1, into);
        }
    }

    @Override
    public PackedMatrix attach(DType type, int rows, int cols, MemorySegment packed) {
        if (!InterleavedLayout.supports(type)) {
            throw new UnsupportedOperationException("attach: expected a type with a rearranged form, received " + type);
        }
        return new InterleavedMatrix(type, rows, cols, packed);
    }
}
