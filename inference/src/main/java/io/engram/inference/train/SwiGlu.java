package io.engram.inference.train;

import io.engram.tensor.kernel.Kernels;
import io.engram.tensor.layer.Parameter;

/**
 * One feed-forward network, {@code W_down (silu(W_gate x) * W_up x)}, or one expert of a stack of them. The caller keeps the
 * two projections between the passes.
 */
final class SwiGlu {
    private final Kernels kernels = Kernels.best();
    private final int width;
    private final int inner;
    private final Parameter gate;
    private final Parameter up;
    private final Parameter down;
    private float[] act = new float[0];
    private float[] dAct = new float[0];
    private float[] dGate = new float[0];

    SwiGlu(Parameter gate, Parameter up, Parameter down, int width, int inner) {
        this.gate = gate;
        this.up = up;
        this.down = down;
        this.width = width;
        this.inner = inner;
    }

    /**
     * Network {@code index} of the stack: fills {@code g} and {@code u} from {@code at} on with [rows][inner] and adds the
     * result to {@code y[rows][D]}.
     */
    void forward(int index, float[] x, int rows, float[] g, float[] u, int at, float[] y) {
        int w = index * inner * width;
        kernels.gemmNT(rows, inner, width, x, 0, width, gate.value(), w, width, g, at, inner);
        kernels.gemmNT(rows, inner, width, x, 0, width, up.value(), w, width, u, at, inner);
        act = Buffers.atLeast(act, rows * inner);
        kernels.swiglu(g, at, u, at, act, 0, rows * inner);
        kernels.gemmNT(rows, width, inner, act, 0, inner, down.value(), w, inner, y, 0, width);
    }

    /**
     * Adds the gradients of network {@code index} and adds to {@code dx[rows][D]}.
     *
     * @param dy
     *            [rows][D], the gradient of each row's weighted result; multiplied by {@code weights} in place
     * @param weights
     *            [rows], what each row's result was multiplied with, from {@code weightAt} on
     * @param dWeights
     *            receives the gradients of the weights, at the same places
     */
    void backward(int index, float[] x, int rows, float[] g, float[] u, int at, float[] dy, float[] weights,
            int weightAt, float[] dWeights, float[] dx) {
        int w = index * inner * width;
        int n = rows * inner;
        act = Buffers.atLeast(act, n);
        dAct = Buffers.zeros(dAct, n);
        dGate = Buffers.atLeast(dGate, n);
        kernels.swiglu(g, at, u, at, act, 0, n);
        kernels.gemmNN(rows, inner, width, dy, 0, width, down.value(), w, inner, dAct, 0, inner);
        for (int r = 0; r < rows; r++) {
            dWeights[weightAt + r] = kernels.dot(dAct, r * inner, act, r * inner, inner);
            float weight = weights[weightAt + r];
            for (int i = r * inner; i < (r + 1) * inner; i++) {
                dAct[i] *= weight;
            }
            for (int i = r * width; i < (r + 1) * width; i++) {
                dy[i] *= weight;
            }
        }
        kernels.gemmTN(width, inner, rows, dy, 0, width, act, 0, inner, down.gradient(), w, inner);
        kernels.swigluBackward(g, at, u, at, dAct, 0, dGate, 0, dAct, 0, n);
        kernels.gemmTN(inner, width, rows, dGate, 0, inner, x, 0, width, gate.gradient(), w, width);
        kernels.gemmTN(inner, width, rows, dAct, 0, inner, x, 0, width, up.gradient(), w, width);
        kernels.gemmNN(rows, width, inner, dGate, 0, inner, gate.value(), w, width, dx, 0, width);
        kernels.gemmNN(rows, width, inner, dAct, 0, inner, up.value(), w, width, dx, 0, width);
    }
}
