package io.engram.tensor.layer;

import io.engram.tensor.kernel.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** {@code y = W x + b}, with W [out][in] and b [out]. */
public final class Linear {
    private final Kernels kernels = Kernels.best();
    private final int in;
    private final int out;
    private final Parameter weight;
    private final Parameter bias;

    /** Weights uniform in plus or minus {@code gain * sqrt(3 / in)}, a standard deviation of gain / sqrt(in); zero biases. */
    public Linear(String name, int in, int out, float gain, RandomGenerator random) {
        this.in = in;
        this.out = out;
        this.weight = new Parameter(name + ".weight", Math.multiplyExact(in, out), true);
        this.bias = new Parameter(name + ".bias", out, false);
        float bound = gain * (float) Math.sqrt(3.0 / Math.max(1, in));
        float[] w = weight.value();
        for (int i = 0; i < w.length; i++) {
            w[i] = (2 * random.nextFloat() - 1) * bound;
        }
    }

    /** As the other constructor with gain 1. */
    public Linear(String name, int in, int out, RandomGenerator random) {
        this(name, in, out, 1, random);
    }

    /** Width of the input. */
    public int in() {
        return in;
    }

    /** Width of the output. */
    public int out() {
        return out;
    }

    /** Weight [out][in], then bias [out]. */
    public List<Parameter> parameters() {
        return List.of(weight, bias);
    }

    /** {@code y[B][out]} from {@code x[B][in]}. */
    public void forward(float[] x, int batch, float[] y) {
        for (int b = 0; b < batch; b++) {
            System.arraycopy(bias.value(), 0, y, b * out, out);
        }
        kernels.gemmNT(batch, out, in, x, 0, in, weight.value(), 0, in, y, 0, out);
    }

    /**
     * Adds the gradients of W and b for the input {@code x[B][in]} of the forward pass and the output gradient
     * {@code dy[B][out]}, and writes {@code dx[B][in]}.
     */
    public void backward(float[] x, float[] dy, int batch, float[] dx) {
        backward(x, dy, batch);
        Arrays.fill(dx, 0, batch * in, 0);
        kernels.gemmNN(batch, in, out, dy, 0, out, weight.value(), 0, in, dx, 0, in);
    }

    /** As the other form, for a first layer whose input needs no gradient. */
    public void backward(float[] x, float[] dy, int batch) {
        float[] db = bias.gradient();
        for (int b = 0; b < batch; b++) {
            kernels.axpy(1, dy, b * out, db, 0, out);
        }
        kernels.gemmTN(out, in, batch, dy, 0, out, x, 0, in, weight.gradient(), 0, in);
    }
}
