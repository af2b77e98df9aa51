package io.engram.inference.transformer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A convolution over the last few positions, for each channel alone: {@code y_t[c] = b[c] + sum_j w[j][c] x_{t-K+1+j}[c]}.
 *
 * @param weights
 *            {@code [kernel][channels]}, oldest position first
 * @param bias
 *            {@code [channels]}, or null
 */
@SuppressWarnings("ArrayRecordComponent") // weights are shared, never compared
record CausalConvolution(int kernel, int channels, float[] weights, float @Nullable [] bias) {
    /** Channels of a chunk of work are a multiple of this, so that vectors end in the same places however it is shared. */
    private static final int LEAST_CHANNELS = 64;
    /** A chunk does so many products: a single position of a common model is not worth sharing. */
    private static final int CHUNK_PRODUCTS = 64 << 10;

    /** From the file's layout {@code [channels][kernel]}. */
    static CausalConvolution ofFile(int kernel, int channels, float[] file, float @Nullable [] bias) {
        float[] weights = new float[kernel * channels];
        for (int c = 0; c < channels; c++) {
            for (int j = 0; j < kernel; j++) {
                weights[j * channels + c] = file[c * kernel + j];
            }
        }
        return new CausalConvolution(kernel, channels, weights, bias);
    }

    /** Floats of past inputs between calls. */
    int stateLength() {
        return (kernel - 1) * channels;
    }

    /**
     * One run of positions; {@code past} ends up holding the last inputs.
     *
     * @param past
     *            {@code [kernel - 1][channels]}, oldest first
     * @param x
     *            input row i starts at {@code xo + i * xStride}
     * @param silu
     *            whether SiLU follows
     * @param y
     *            output row i starts at {@code yo + i * channels}
     */
    void apply(Compute compute, float[] past, float[] x, int xo, int xStride, int rows, boolean silu, float[] y,
            int yo) {
        int grain = Math.max(LEAST_CHANNELS, CHUNK_PRODUCTS / (kernel * rows) / LEAST_CHANNELS * LEAST_CHANNELS);
        compute.rows(channels, grain, rows, y, yo, channels, (from, to, out, oo, oStride) -> {
            for (int i = 0; i < rows; i++) {
                int o = oo + i * oStride;
                position(past, x, xo, xStride, i, from, to, out, o);
                if (silu) {
                    compute.kernels().silu(out, o + from, out, o + from, to - from);
                }
            }
        });
        keep(past, x, xo, xStride, rows);
    }

    /** Channels from to to - 1 of position i. */
    private void position(float[] past, float[] x, int xo, int xStride, int i, int from, int to, float[] y, int yo) {
        if (bias == null) {
            Arrays.fill(y, yo + from, yo + to, 0);
        } else {
            System.arraycopy(bias, from, y, yo + from, to - from);
        }
        for (int j = 0; j < kernel; j++) {
            int back = kernel - 1 - j;
            boolean here = back <= i;
            float[] in = here ? x : past;
            int io = here ? xo + (i - back) * xStride : (i + j) * channels;
            int w = j * channels;
            for (int c = from; c < to; c++) {
                y[yo + c] += weights[w + c] * in[io + c];
            }
        }
    }

    private void keep(float[] past, float[] x, int xo, int xStride, int rows) {
        int columns = kernel - 1;
        int stay = Math.max(0, columns - rows);
        System.arraycopy(past, (columns - stay) * channels, past, 0, stay * channels);
        for (int j = stay; j < columns; j++) {
            System.arraycopy(x, xo + (rows - columns + j) * xStride, past, j * channels, channels);
        }
    }
}
