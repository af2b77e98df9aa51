package io.engram.tensor.optim;

import io.engram.tensor.ShapeException;
import io.engram.tensor.kernel.Kernels;
import io.engram.tensor.layer.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Momentum whose step is orthogonalised: every singular value of a matrix's update becomes about 1 (Jordan et al. 2024), so
 * that rare directions learn as fast as common ones. Five Newton-Schulz iterations with the coefficients of that work; steps
 * are scaled by {@code 0.2 sqrt(max(rows, cols))}, which makes them as large as Adam's (Liu et al. 2025), so both may share
 * a learning rate and weight decay. Only for weight matrices; embeddings, gains and output heads belong to {@link Adam}.
 *
 * <p>Belongs to one thread at a time.
 */
public final class Muon {
    private static final int ITERATIONS = 5;
    private static final float A = 3.4445f;
    private static final float B = -4.7750f;
    private static final float C = 2.0315f;

    private final Kernels kernels = Kernels.best();
    private final List<Stack> stacks;
    private final float momentum;
    private final float weightDecay;
    private final List<float[]> means = new ArrayList<>();

    /**
     * Matrices of one shape in one parameter, one after another.
     *
     * @param parameter
     *            [count][rows][cols]
     */
    public record Stack(Parameter parameter, int rows, int cols) {
        /** Checks the shape. */
        public Stack {
            if (rows < 1 || cols < 1 || parameter.size() % (rows * cols) != 0) {
                throw new ShapeException("parameter " + parameter.name() + ": expected a multiple of " + rows + " x "
                        + cols + " numbers, received " + parameter.size());
            }
        }
    }

    /**
     * An optimiser with zero momentum.
     *
     * @param momentum
     *            decay of the mean gradient, 0.95 in the paper
     * @param weightDecay
     *            lambda of AdamW
     */
    public Muon(List<Stack> stacks, float momentum, float weightDecay) {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("momentum: expected a number in [0, 1), received " + momentum);
        }
        this.stacks = List.copyOf(stacks);
        this.momentum = momentum;
        this.weightDecay = weightDecay;
        for (Stack stack : this.stacks) {
            means.add(new float[stack.parameter.size()]);
        }
    }

    /** The live mean gradients, for saved files. */
    public List<float[]> state() {
        return List.copyOf(means);
    }

    /** One step. */
    public void step(float learningRate) {
        for (int i = 0; i < stacks.size(); i++) {
            Stack stack = stacks.get(i);
            float[] mean = means.get(i);
            float[] gradient = stack.parameter.gradient();
            for (int j = 0; j < mean.length; j++) {
                mean[j] = momentum * mean[j] + gradient[j];
            }
            int size = stack.rows * stack.cols;
            for (int o = 0; o < mean.length; o += size) {
                update(stack, mean, o, size, learningRate);
            }
        }
    }

    private void update(Stack stack, float[] mean, int o, int size, float learningRate) {
        float[] gradient = stack.parameter.gradient();
        float[] x = new float[size];
        for (int j = 0; j < size; j++) {
            x[j] = momentum * mean[o + j] + gradient[o + j];
        }
        orthogonalise(x, stack.rows, stack.cols);
        float rate = (float) (learningRate * 0.2 * Math.sqrt(Math.max(stack.rows, stack.cols)));
        float keep = stack.parameter.decayed() ? 1 - learningRate * weightDecay : 1;
        float[] value = stack.parameter.value();
        for (int j = 0; j < size; j++) {
            value[o + j] = keep * value[o + j] - rate * x[j];
        }
    }

    /** Replaces x[rows][cols] by a matrix with the same singular vectors and singular values near 1. */
    void orthogonalise(float[] x, int rows, int cols) {
        float norm = (float) Math.sqrt(kernels.dot(x, 0, x, 0, x.length)) + 1e-7f;
        for (int i = 0; i < x.length; i++) {
            x[i] /= norm;
        }
        boolean wide = rows <= cols;
        int n = Math.min(rows, cols);
        int m = Math.max(rows, cols);
        float[] square = new float[n * n];
        float[] mix = new float[n * n];
        float[] next = new float[x.length];
        for (int k = 0; k < ITERATIONS; k++) {
            Arrays.fill(square, 0);
            if (wide) {
                kernels.gemmNT(n, n, m, x, 0, cols, x, 0, cols, square, 0, n);
            } else {
                kernels.gemmTN(n, n, m, x, 0, cols, x, 0, cols, square, 0, n);
            }
            Arrays.fill(mix, 0);
            kernels.gemmNN(n, n, n, square, 0, n, square, 0, n, mix, 0, n);
            for (int i = 0; i < mix.length; i++) {
                mix[i] = B * square[i] + C * mix[i];
            }
            for (int i = 0; i < x.length; i++) {
                next[i] = A * x[i];
            }
            if (wide) {
                kernels.gemmNN(n, cols, n, mix, 0, n, x, 0, cols, next, 0, cols);
            } else {
                kernels.gemmNN(rows, n, n, x, 0, cols, mix, 0, n, next, 0, cols);
            }
            System.arraycopy(next, 0, x, 0, x.length);
        }
    }
}
