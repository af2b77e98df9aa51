package io.engram.tensor.kernel;

import io.engram.tensor.DType;
import io.engram.tensor.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Arithmetic over float vectors and stored matrices.
 *
 * <p>Every array comes with the offset of its first element. Ranges that leave an array throw
 * {@link IndexOutOfBoundsException} before anything is written. {@code n = 0} and empty row ranges do nothing. Inputs and
 * outputs may be the same range where a method is element by element, else they must not overlap.
 *
 * <p>Implementations are stateless and safe for use by any number of threads.
 */
public interface Kernels {
    /** The fastest version for this machine, chosen and logged at the first call. */
    static Kernels best() {
        return KernelChoice.BEST;
    }

    /** The reference version: plain loops, sums in double. Slow, for tests and comparison. */
    static Kernels scalar() {
        return ScalarKernels.INSTANCE;
    }

    /** A short name for logs and benchmarks, such as {@code scalar} or {@code vector-512}. */
    String name();

    /** The sum of {@code a[ao + i] * b[bo + i]} for i in [0, n). */
    float dot(float[] a, int ao, float[] b, int bo, int n);

    /** Adds {@code alpha * x[xo + i]} to {@code y[yo + i]} for i in [0, n). */
    void axpy(float alpha, float[] x, int xo, float[] y, int yo, int n);

    /**
     * Rows {@code row0 .. row1 - 1} of {@code w} times one vector: {@code y[yo + r] = sum_c w[r][c] * x[xo + c]}. The output
     * index is the row of the matrix, so that threads with different row ranges share {@code y}.
     */
    void matVec(Matrix w, int row0, int row1, float[] x, int xo, float[] y, int yo);

    /**
     * Rows {@code row0 .. row1 - 1} of {@code w} times a batch: {@code y[yo + t * yStride + r] = sum_c w[r][c] *
     * x[xo + t * xStride + c]} for t in [0, tokens).
     */
    void matMat(Matrix w, int row0, int row1, float[] x, int xo, int xStride, int tokens, float[] y, int yo,
            int yStride);

    /** {@code y[i] = weight[i] * x[i] / sqrt(mean(x^2) + eps)} over n elements; x and y may be the same range. */
    void rmsNorm(float[] x, int xo, float[] weight, int wo, float eps, float[] y, int yo, int n);

    /**
     * Replaces n logits by {@code exp(x - max) / sum}, in place. A NaN, a positive infinity or nothing but negative
     * infinities give NaN everywhere.
     */
    void softmax(float[] x, int xo, int n);

    /**
     * Rotates the first {@code ropeDim} elements of each head in place: pair j of a head becomes {@code (a cos_j - b sin_j,
     * b cos_j + a sin_j)}.
     *
     * @param x
     *            {@code heads} vectors of {@code headDim} from {@code xo} on
     * @param ropeDim
     *            even, at most {@code headDim}
     * @param splitHalf
     *            whether pair j is elements (j, j + ropeDim / 2), as in GPT-NeoX, or else (2j, 2j + 1)
     * @param cos
     *            at least {@code ropeDim / 2} cosines for this position
     * @param sin
     *            the sines of the same angles
     */
    void rope(float[] x, int xo, int heads, int headDim, int ropeDim, boolean splitHalf, float[] cos, float[] sin);

    /** {@code y[i] = x[i] / (1 + exp(-x[i]))}; x and y may be the same range. */
    void silu(float[] x, int xo, float[] y, int yo, int n);

    /** {@code y[i] = 1 / (1 + exp(-x[i]))}; x and y may be the same range. */
    void sigmoid(float[] x, int xo, float[] y, int yo, int n);

    /** {@code out[i] = silu(gate[i]) * up[i]}; out may be the range of either input. */
    void swiglu(float[] gate, int go, float[] up, int uo, float[] out, int oo, int n);

    /**
     * The gradients of {@link #swiglu}: from {@code dOut[i]} writes {@code dGate[i] = dOut[i] * up[i] * silu'(gate[i])} and
     * {@code dUp[i] = dOut[i] * silu(gate[i])}. dGate or dUp may be the range of dOut.
     */
    void swigluBackward(float[] gate, int go, float[] up, int uo, float[] dOut, int oo, float[] dGate, int dgo,
            float[] dUp, int duo, int n);

    /**
     * Rounds blocks of 32 to signed bytes times a scale in half precision, {@code max |x| / 127} of the block, and gives
     * the numbers they stand for; x and y may be the same range. Rounding again changes nothing, as long as the scales are
     * normal numbers in half precision.
     *
     * @param n
     *            a multiple of 32
     */
    void roundToBytes(float[] x, int xo, float[] y, int yo, int n);

    /** {@code y[i]} = the half-precision number whose bits are {@code x[i]}, for n elements. */
    default void fromHalf(short[] x, int xo, float[] y, int yo, int n) {
        Objects.checkFromIndexSize(xo, n, x.length);
        Ranges.vector(y, yo, n);
        for (int i = 0; i < n; i++) {
            y[yo + i] = Float.float16ToFloat(x[xo + i]);
        }
    }

    /** {@code y[i] = scale * x[i]} for n signed bytes. */
    default void fromBytes(float scale, byte[] x, int xo, float[] y, int yo, int n) {
        Objects.checkFromIndexSize(xo, n, x.length);
        Ranges.vector(y, yo, n);
        for (int i = 0; i < n; i++) {
            y[yo + i] = scale * x[xo + i];
        }
    }

    /**
     * Adds a product of dense matrices: {@code c[i][j] += sum_p a[i][p] * b[j][p]} for i in [0, m), j in [0, n), p in [0, k).
     * The forward pass of a linear layer with weights [outputs][inputs]. {@code lda, ldb, ldc} are the distances between
     * rows; c overlaps neither a nor b.
     */
    void gemmNT(int m, int n, int k, float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co,
            int ldc);

    /** As {@link #gemmNT} with {@code c[i][j] += sum_p a[i][p] * b[p][j]}: the gradient of a linear layer's input. */
    void gemmNN(int m, int n, int k, float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co,
            int ldc);

    /** As {@link #gemmNT} with {@code c[i][j] += sum_p a[p][i] * b[p][j]}: the gradient of a linear layer's weights. */
    void gemmTN(int m, int n, int k, float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co,
            int ldc);

    /**
     * Bytes of the rearranged form of a matrix, or 0 if this version leaves the type as it is. A form is specific to the
     * version's {@link #name}.
     */
    long packedBytes(DType type, int rows, int cols);

    /**
     * Weights in the fastest form. A type that {@link #packedBytes} gives 0 for stays in {@code w}; else the form is
     * written to {@code into}, and {@code w} is no longer needed.
     *
     * @param into
     *            native memory of {@code packedBytes} bytes, or {@link MemorySegment#NULL} for 0
     */
    PackedMatrix pack(Matrix w, MemorySegment into);

    /**
     * Writes the part of the rearranged form that holds rows {@code row0} (a multiple of 16) to {@code row1 - 1} (before a
     * multiple of 16, or the last row), so that threads can share the work. Writing a part twice is harmless. Does nothing
     * for a type that stays as it is.
     */
    void packRows(Matrix w, int row0, int row1, MemorySegment into);

    /**
     * Weights whose rearranged form exists already, from {@link #packRows} or from a file written by a version of the same
     * {@link #name}.
     *
     * @param packed
     *            {@code packedBytes(type, rows, cols)} bytes, not 0
     */
    PackedMatrix attach(DType type, int rows, int cols, MemorySegment packed);

    /** As the other form, in memory taken from {@code arena} as needed. */
    default PackedMatrix pack(Matrix w, Arena arena) {
        long bytes = packedBytes(w.type(), w.rows(), w.cols());
        return pack(w, bytes == 0 ? MemorySegment.NULL : arena.allocate(bytes, 64));
    }
}
