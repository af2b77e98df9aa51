package io.engram.tensor.layer;

import io.engram.tensor.kernel.Kernels;
import java.util.Objects;

/** Element-by-element functions. Input and output may be one array, except that {@link #backward} needs the input. */
public enum Activation {
    /** {@code x}. */
    IDENTITY,
    /** {@code tanh(x)}. */
    TANH,
    /** {@code max(0, x)}. */
    RELU,
    /** {@code x * sigmoid(x)}. */
    SILU,
    /** {@code 1 / (1 + exp(-x))}. */
    SIGMOID;

    /** Writes {@code f(x[i])} to {@code y[i]} for i in [0, n). */
    public void forward(float[] x, float[] y, int n) {
        Objects.checkFromIndexSize(0, n, x.length);
        Objects.checkFromIndexSize(0, n, y.length);
        switch (this) {
            case IDENTITY -> System.arraycopy(x, 0, y, 0, n);
            case TANH -> {
                for (int i = 0; i < n; i++) {
                    y[i] = (float) Math.tanh(x[i]);
                }
            }
            case RELU -> {
                for (int i = 0; i < n; i++) {
                    y[i] = Math.max(0, x[i]);
                }
            }
            case SILU -> Kernels.best().silu(x, 0, y, 0, n);
            case SIGMOID -> {
                for (int i = 0; i < n; i++) {
                    y[i] = sigmoid(x[i]);
                }
            }
        }
    }

    /**
     * Writes {@code dy[i] * f'(x[i])} to {@code dx[i]} for i in [0, n); {@code x} is the input of the forward pass, and dx
     * may be dy.
     */
    public void backward(float[] x, float[] dy, float[] dx, int n) {
        Objects.checkFromIndexSize(0, n, x.length);
        Objects.checkFromIndexSize(0, n, dy.length);
        Objects.checkFromIndexSize(0, n, dx.length);
        for (int i = 0; i < n; i++) {
            dx[i] = dy[i] * slope(x[i]);
        }
    }

    private float slope(float x) {
        return switch (this) {
            case IDENTITY -> 1;
            case TANH -> {
                float t = (float) Math.tanh(x);
                yield 1 - t * t;
            }
            case RELU -> x > 0 ? 1 : 0;
            case SILU -> {
                float s = sigmoid(x);
                yield s * (1 + x * (1 - s));
            }
            case SIGMOID -> {
                float s = sigmoid(x);
                yield s * (1 - s);
            }
        };
    }

    private static float sigmoid(float x) {
        return (float) (1 / (1 + Math.exp(-x)));
    }
}
