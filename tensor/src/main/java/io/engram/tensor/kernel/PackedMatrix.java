package io.engram.tensor.kernel;

import io.engram.tensor.DType;

/**
 * Weights in the form in which this machine multiplies them fastest, made by {@link Kernels#pack}.
 *
 * <p>Q4_0, Q5_0, Q4_K, Q5_K, Q6_K and MXFP4 are rearranged so that several rows lie side by side, and meet activations rounded to 8
 * bits (a relative error of the result of about 0.4 %, as in other engines). All other types stay as the file has them and
 * meet float activations. {@link #interleaved} tells which.
 *
 * <p>Use: load a batch into an {@link Activations}; {@link #prepare} it for each matrix, on one thread; then call the
 * products from any number of threads over disjoint rows. A row's result does not depend on the row range.
 */
public interface PackedMatrix {
    /** Storage type of the weights. */
    DType type();

    /** Number of outputs. */
    int rows();

    /** Number of inputs. */
    int cols();

    /** Whether rows are interleaved and activations rounded. */
    boolean interleaved();

    /** Rows that are computed together: row ranges that start and end at its multiples waste no work. */
    int rowGroup();

    /** Makes the form of the activations that the products of this matrix read; cheap if it is there already. */
    void prepare(Activations x);

    /** {@code y[yo + r] = sum_c w[r][c] * x[token][c]} for rows row0 to row1 - 1. */
    void matVec(int row0, int row1, Activations x, int token, float[] y, int yo);

    /**
     * {@code y[yo + i * yStride + r] = sum_c w[r][c] * x[tokens[from + i]][c]} for i in [0, count) and rows row0 to
     * row1 - 1. The list lets an expert work on its own tokens of a batch.
     */
    void matMat(int row0, int row1, Activations x, int[] tokens, int from, int count, float[] y, int yo, int yStride);
}
