package io.engram.inference.transformer;

import io.engram.tensor.kernel.Kernels;

/**
 * A change of a matrix by a product of two narrow ones: {@code y += scale B (A x)} (LoRA; Hu et al. 2021).
 *
 * @param rank
 *            r
 * @param in
 *            columns of the changed matrix
 * @param out
 *            its rows
 * @param down
 *            A, {@code [r][in]}
 * @param up
 *            B turned round, {@code [r][out]}, so that both products run along rows
 */
@SuppressWarnings("ArrayRecordComponent") // weights are shared, never compared
record LowRank(int rank, int in, int out, float[] down, float[] up) {

    /** Adds the change for one input row. */
    void add(Kernels kernels, float scale, float[] x, int xo, float[] y, int yo) {
        for (int r = 0; r < rank; r++) {
            float t = scale * kernels.dot(down, r * in, x, xo, in);
            kernels.axpy(t, up, r * out, y, yo, out);
        }
    }
}
