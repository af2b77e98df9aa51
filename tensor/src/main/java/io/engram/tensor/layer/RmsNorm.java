package io.engram.tensor.layer;

import io.engram.tensor.kernel.Kernels;
import java.util.List;

/**
 * {@code y = gain * x / sqrt(mean(x^2) + eps)} over each vector of the batch (Zhang and Sennrich 2019).
 *
 * <p>Forward passes may run on several threads; a backward pass uses scratch of this object and belongs to one.
 */
public final class RmsNorm {
    private final Kernels kernels = Kernels.best();
    private final int width;
    private final float eps;
    private final Parameter gain;
    private final float[] scaled;

    /** A norm over vectors of the gain's size; the gain's values are left as they are. */
    public RmsNorm(Parameter gain, float eps) {
        this.width = gain.size();
        this.eps = eps;
        this.gain = gain;
        this.scaled = new float[width];
    }

    /** Gain [width]. */
    public List<Parameter> parameters() {
        return List.of(gain);
    }

    /** {@code y[B][width]} from {@code x[B][width]}; they may be one array. */
    public void forward(float[] x, int batch, float[] y) {
        for (int o = 0; o < batch * width; o += width) {
            kernels.rmsNorm(x, o, gain.value(), 0, eps, y, o, width);
        }
    }

    /**
     * Adds the gradient of the gain and writes {@code dx[B][width]}, from the forward pass's input {@code x} and
     * {@code dy[B][width]}; dx may be dy. With r = 1 / sqrt(mean(x^2) + eps) and u = gain * dy: dx = r u - x r^3 (u . x) /
     * width.
     */
    public void backward(float[] x, float[] dy, int batch, float[] dx) {
        float[] g = gain.value();
        float[] dg = gain.gradient();
        float[] u = scaled;
        for (int o = 0; o < batch * width; o += width) {
            float r = (float) (1 / Math.sqrt((double) kernels.dot(x, o, x, o, width) / width + eps));
            for (int i = 0; i < width; i++) {
                u[i] = g[i] * dy[o + i];
                dg[i] += dy[o + i] * x[o + i] * r;
            }
            float back = r * r * r * kernels.dot(u, 0, x, o, width) / width;
            for (int i = 0; i < width; i++) {
                dx[o + i] = r * u[i] - back * x[o + i];
            }
        }
    }
}
