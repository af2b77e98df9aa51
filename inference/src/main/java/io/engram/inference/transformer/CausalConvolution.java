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
     * @param y
     *            output row i starts at {@code yo + i * channels}
     */
    void apply(float[] past, float[] x, int xo, int xStride, int rows, float[] y, int yo) {
        for (int i = 0; i < rows; i++) {
            int out = yo + i * channels;
            if (bias == null) {
                Arrays.fill(y, out, out + channels, 0);
            } else {
                System.arraycopy(bias, 0, y, out, channels);
            }
            for (int j = 0; j < kernel; j++) {
                int back = kernel - 1 - j;
                if (back <= i) {
                    accumulate(j, x, xo + (i - back) * xStride, y, out);
                } else {
                    accumulate(j, past, (i + j) * channels, y, out);
                }
            }
        }
        keep(past, x, xo, xStride, rows);
    }

    private void accumulate(int j, float[] in, int io, float[] y, int out) {
        int w = j * channels;
        for (int c = 0; c < channels; c++) {
            y[out + c] += weights[w + c] * in[io + c];
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
