package io.engram.worldmodel.ensemble;

import io.engram.tensor.kernel.Kernels;
import io.engram.tensor.layer.Parameter;
import io.engram.tensor.optim.Adam;
import io.engram.tensor.optim.GradientClipping;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A small network with two tanh layers and a straight linear path beside them: {@code y = W3 t(W2 t(W1 x + b1) + b2) + b3 +
 * S x}. Weights are stored {@code [in][out]}, so that a forward pass over a batch needs no transposition.
 *
 * <p>Axes: x {@code [B][in]}, y {@code [B][out]}, rows without gaps. One thread at a time; {@link #backward} refers to the
 * last {@link #forward}.
 */
final class Mlp {
    private static final float MOST_SHIFT = 1e6f;

    final int in;
    final int out;
    private final int width;
    private final Kernels kernels = Kernels.best();
    private final Parameter w1;
    private final Parameter b1;
    private final Parameter w2;
    private final Parameter b2;
    private final Parameter w3;
    private final Parameter b3;
    private final Parameter skip;
    private final List<Parameter> parameters;
    private final Adam adam;
    private float[] h1 = new float[0];
    private float[] h2 = new float[0];
    private float[] d1 = new float[0];
    private float[] d2 = new float[0];

    Mlp(String name, int in, int width, int out, float learningRate, RandomGenerator random) {
        this.in = in;
        this.out = out;
        this.width = width;
        w1 = weights(name + ".w1", in, width, 1, random);
        b1 = new Parameter(name + ".b1", width, false);
        w2 = weights(name + ".w2", width, width, 1, random);
        b2 = new Parameter(name + ".b2", width, false);
        w3 = weights(name + ".w3", width, out, 0.1f, random);
        b3 = new Parameter(name + ".b3", out, false);
        skip = new Parameter(name + ".skip", in * out, true);
        parameters = List.of(w1, b1, w2, b2, w3, b3, skip);
        adam = new Adam(parameters, new Adam.Options(learningRate, 0.9f, 0.999f, 1e-8f, 0));
    }

    private static Parameter weights(String name, int in, int out, float gain, RandomGenerator random) {
        Parameter weights = new Parameter(name, in * out, true);
        float bound = gain * (float) Math.sqrt(3.0 / in);
        for (int i = 0; i < weights.size(); i++)
            weights.value()[i] = (2 * random.nextFloat() - 1) * bound;
        return weights;
    }

    List<Parameter> parameters() {
        return parameters;
    }

    void forward(float[] x, int batch, float[] y) {
        if (h1.length < batch * width) {
            h1 = new float[batch * width];
            h2 = new float[batch * width];
        }
        fill(b1.value(), h1, batch);
        kernels.gemmNN(batch, width, in, x, 0, in, w1.value(), 0, width, h1, 0, width);
        tanh(h1, batch * width);
        fill(b2.value(), h2, batch);
        kernels.gemmNN(batch, width, width, h1, 0, width, w2.value(), 0, width, h2, 0, width);
        tanh(h2, batch * width);
        fill(b3.value(), y, batch);
        kernels.gemmNN(batch, out, width, h2, 0, width, w3.value(), 0, out, y, 0, out);
        kernels.gemmNN(batch, out, in, x, 0, in, skip.value(), 0, out, y, 0, out);
    }

    private static void fill(float[] bias, float[] rows, int batch) {
        for (int b = 0; b < batch; b++)
            System.arraycopy(bias, 0, rows, b * bias.length, bias.length);
    }

    /**
     * Replaces x by tanh(x), within 1e-4: the seventh-order continued fraction, clamped where it reaches 1. Plain arithmetic,
     * which the compiler turns into vector code.
     */
    static void tanh(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            float v = Math.max(-4.9f, Math.min(4.9f, x[i]));
            float s = v * v;
            float up = v * (135135f + s * (17325f + s * (378f + s)));
            float down = 135135f + s * (62370f + s * (3150f + s * 28f));
            x[i] = up / down;
        }
    }

    /** Adds the gradients of all parameters for the output gradient {@code dy[B][out]} and the input of the last forward pass. */
    void backward(float[] x, float[] dy, int batch) {
        if (d1.length < batch * width) {
            d1 = new float[batch * width];
            d2 = new float[batch * width];
        }
        sumRows(dy, batch, out, b3.gradient());
        kernels.gemmTN(width, out, batch, h2, 0, width, dy, 0, out, w3.gradient(), 0, out);
        kernels.gemmTN(in, out, batch, x, 0, in, dy, 0, out, skip.gradient(), 0, out);
        Arrays.fill(d2, 0, batch * width, 0);
        kernels.gemmNT(batch, width, out, dy, 0, out, w3.value(), 0, out, d2, 0, width);
        slope(h2, d2, batch * width);
        sumRows(d2, batch, width, b2.gradient());
        kernels.gemmTN(width, width, batch, h1, 0, width, d2, 0, width, w2.gradient(), 0, width);
        Arrays.fill(d1, 0, batch * width, 0);
        kernels.gemmNT(batch, width, width, d2, 0, width, w2.value(), 0, width, d1, 0, width);
        slope(h1, d1, batch * width);
        sumRows(d1, batch, width, b1.gradient());
        kernels.gemmTN(in, width, batch, x, 0, in, d1, 0, width, w1.gradient(), 0, width);
    }

    private static void slope(float[] h, float[] d, int n) {
        for (int i = 0; i < n; i++)
            d[i] *= 1 - h[i] * h[i];
    }

    private static void sumRows(float[] rows, int batch, int width, float[] into) {
        for (int b = 0; b < batch; b++)
            for (int i = 0; i < width; i++)
                into[i] += rows[b * width + i];
    }

    /** Makes one step of Adam with clipped gradients and clears them; a gradient that is not finite changes nothing. */
    void step(float learningRate) {
        double norm = GradientClipping.byGlobalNorm(parameters, 10);
        if (Double.isFinite(norm))
            adam.step(learningRate);
        Parameter.clearGradients(parameters);
    }

    /** Moves all values towards those of a network of the same shape. */
    void follow(Mlp other, float share) {
        for (int p = 0; p < parameters.size(); p++) {
            float[] mine = parameters.get(p).value();
            float[] theirs = other.parameters.get(p).value();
            for (int i = 0; i < mine.length; i++)
                mine[i] += share * (theirs[i] - mine[i]);
        }
    }

    /**
     * Keeps the function when input {@code i} is written as {@code (x - shift) / scale} instead of x. Beyond all measure, as
     * in a world that diverges, the weights are left alone and the function is learned anew.
     */
    void inputWritten(int i, float shift, float scale) {
        if (beyondMeasure(shift, scale))
            return;
        written(w1.value(), b1.value(), i, shift, scale);
        written(skip.value(), b3.value(), i, shift, scale);
    }

    private static void written(float[] weights, float[] bias, int i, float shift, float scale) {
        for (int j = 0; j < bias.length; j++) {
            bias[j] += weights[i * bias.length + j] * shift;
            weights[i * bias.length + j] *= scale;
        }
    }

    private static boolean beyondMeasure(float shift, float scale) {
        return !(Math.abs(shift) < MOST_SHIFT && scale < MOST_SHIFT && scale > 1 / MOST_SHIFT);
    }

    /** Replaces output {@code j} by {@code (y - shift) / scale}; beyond all measure the weights are left alone. */
    void outputWritten(int j, float shift, float scale) {
        if (beyondMeasure(shift, scale))
            return;
        b3.value()[j] = (b3.value()[j] - shift) / scale;
        for (int i = 0; i < width; i++)
            w3.value()[i * out + j] /= scale;
        for (int i = 0; i < in; i++)
            skip.value()[i * out + j] /= scale;
    }

    boolean isFinite() {
        for (Parameter parameter : parameters)
            for (float v : parameter.value())
                if (!Float.isFinite(v))
                    return false;
        return true;
    }
}
