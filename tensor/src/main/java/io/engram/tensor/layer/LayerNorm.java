package io.engram.tensor.layer;

import java.util.Arrays;
import java.util.List;

/** {@code y = gain * (x - mean(x)) / sqrt(var(x) + eps) + bias} over each vector of the batch. */
public final class LayerNorm {
    private final int width;
    private final float eps;
    private final Parameter gain;
    private final Parameter bias;

    /** Gain 1 and bias 0. */
    public LayerNorm(String name, int width, float eps) {
        this.width = width;
        this.eps = eps;
        this.gain = new Parameter(name + ".gain", width, false);
        this.bias = new Parameter(name + ".bias", width, false);
        Arrays.fill(gain.value(), 1);
    }

    /** Gain [width], then bias [width]. */
    public List<Parameter> parameters() {
        return List.of(gain, bias);
    }

    /** {@code y[B][width]} from {@code x[B][width]}; they may be one array. */
    public void forward(float[] x, int batch, float[] y) {
        float[] g = gain.value();
        float[] c = bias.value();
        for (int o = 0; o < batch * width; o += width) {
            float mean = mean(x, o);
            float scale = scale(x, o, mean);
            for (int i = 0; i < width; i++) {
                y[o + i] = g[i] * ((x[o + i] - mean) * scale) + c[i];
            }
        }
    }

    /**
     * Adds the gradients of gain and bias and writes {@code dx[B][width]}, from the forward pass's input {@code x} and
     * {@code dy[B][width]}; dx may be dy. With n the normalised input and u = gain * dy: dx = (u - mean(u) - n mean(u n)) /
     * sqrt(var + eps).
     */
    public void backward(float[] x, float[] dy, int batch, float[] dx) {
        float[] g = gain.value();
        float[] dg = gain.gradient();
        float[] dc = bias.gradient();
        for (int o = 0; o < batch * width; o += width) {
            float mean = mean(x, o);
            float scale = scale(x, o, mean);
            float sum = 0;
            float sumNormed = 0;
            for (int i = 0; i < width; i++) {
                float n = (x[o + i] - mean) * scale;
                float u = g[i] * dy[o + i];
                dg[i] += dy[o + i] * n;
                dc[i] += dy[o + i];
                sum += u;
                sumNormed += u * n;
            }
            for (int i = 0; i < width; i++) {
                float n = (x[o + i] - mean) * scale;
                dx[o + i] = scale * (g[i] * dy[o + i] - sum / width - n * (sumNormed / width));
            }
        }
    }

    private float mean(float[] x, int o) {
        float sum = 0;
        for (int i = 0; i < width; i++) {
            sum += x[o + i];
        }
        return sum / width;
    }

    private float scale(float[] x, int o, float mean) {
        float sum = 0;
        for (int i = 0; i < width; i++) {
            float d = x[o + i] - mean;
            sum += d * d;
        }
        return (float) (1 / Math.sqrt(sum / width + eps));
    }
}
