package io.engram.inference.transformer;

import io.engram.tensor.Matrix;
import io.engram.tensor.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * {@code y = W x + b} with W as the file stores it.
 *
 * @param weight
 *            {@code [out][in]}
 * @param bias
 *            {@code [out]}, or null for none
 */
@SuppressWarnings("ArrayRecordComponent") // the bias is shared, never compared
record Linear(Matrix weight, float @Nullable [] bias) {
    /** Rows of a chunk: 64 to 128 thousand weights keep a hand-over cheap beside the work. */
    static final int GRAIN = 64;

    int in() {
        return weight.cols();
    }

    int out() {
        return weight.rows();
    }

    /** All outputs for {@code rows} inputs: {@code y[yo + t * yStride + r]}, spread over the workers. */
    void apply(Compute compute, float[] x, int xo, int xStride, int rows, float[] y, int yo, int yStride) {
        Kernels kernels = compute.kernels();
        boolean rounded = Activations.rounded(weight.type(), in());
        float[] in = rounded ? inputs(compute, x, xo, xStride, rows) : x;
        int io = rounded ? 0 : xo;
        int iStride = rounded ? in() : xStride;
        compute.rows(out(), GRAIN, rows, y, yo, yStride,
                (from, to, out, oo, oStride) -> range(kernels, from, to, in, io, iStride, rows, out, oo, oStride));
    }

    /**
     * Inputs as this matrix takes them, {@code [rows][in]} in a buffer that holds them until the next call. Calling thread
     * of the batch only.
     */
    float[] inputs(Compute compute, float[] x, int xo, int xStride, int rows) {
        float[] in = compute.inputs(rows * in());
        for (int t = 0; t < rows; t++) {
            System.arraycopy(x, xo + t * xStride, in, t * in(), in());
        }
        round(in, rows);
        return in;
    }

    /** Rounds {@code [rows][in]} inputs in place to what this matrix takes. */
    void round(float[] x, int rows) {
        if (Activations.rounded(weight.type(), in())) {
            Activations.round(weight.type(), x, 0, rows * in());
        }
    }

    /** Outputs {@code from .. to - 1} on the calling thread, of inputs that are rounded already. */
    void range(Kernels kernels, int from, int to, float[] x, int xo, int xStride, int rows, float[] y, int yo,
            int yStride) {
        if (rows == 1) {
            kernels.matVec(weight, from, to, x, xo, y, yo);
        } else {
            kernels.matMat(weight, from, to, x, xo, xStride, rows, y, yo, yStride);
        }
        if (bias != null) {
            for (int t = 0; t < rows; t++) {
                for (int r = from; r < to; r++) {
                    y[yo + t * yStride + r] += bias[r];
                }
            }
        }
    }

    /** Dense rows in and out. */
    void apply(Compute compute, float[] x, int rows, float[] y) {
        apply(compute, x, 0, in(), rows, y, 0, out());
    }
}
