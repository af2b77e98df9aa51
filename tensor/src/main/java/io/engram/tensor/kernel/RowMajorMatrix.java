package io.engram.tensor.kernel;

import io.engram.tensor.DType;
import io.engram.tensor.Matrix;

/** Weights left as they are, with float activations. */
final class RowMajorMatrix implements PackedMatrix {
    private final Kernels kernels;
    private final Matrix w;

    RowMajorMatrix(Kernels kernels, Matrix w) {
        this.kernels = kernels;
        this.w = w;
    }

    @Override
    public DType type() {
        return w.type();
    }

    @Override
    public int rows() {
        return w.rows();
    }

    @Override
    public int cols() {
        return w.cols();
    }

    @Override
    public boolean interleaved() {
        return false;
    }

    @Override
    public int rowGroup() {
        return 1;
    }

    @Override
    public void prepare(Activations x) {
        Ranges.sameWidth(w.cols(), x);
    }

    @Override
    public void matVec(int row0, int row1, Activations x, int token, float[] y, int yo) {
        Ranges.sameWidth(w.cols(), x);
        kernels.matVec(w, row0, row1, x.values(), x.at(token), y, yo);
    }

    @Override
    public void matMat(int row0, int row1, Activations x, int[] tokens, int from, int count, float[] y, int yo,
            int yStride) {
        Ranges.listed(w.rows(), w.cols(), row0, row1, x, tokens, from, count, y, yo, yStride);
        if (kernels instanceof VectorKernels && count >= VectorKernels.MIN_BATCH) {
            VectorDots.matMat(w, row0, row1, x.values(), offsets(x, tokens, from, count), y, yo, yStride);
            return;
        }
        for (int i = 0; i < count; i++) {
            kernels.matVec(w, row0, row1, x.values(), x.at(tokens[from + i]), y, yo + i * yStride);
        }
    }

    private static int[] offsets(Activations x, int[] tokens, int from, int count) {
        int[] at = new int[count];
        for (int i = 0; i < count; i++) {
            at[i] = x.at(tokens[from + i]);
        }
        return at;
    }
}
