package io.engram.tensor.layer;

import io.engram.tensor.kernel.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A gated recurrent unit over a window of the past. The input holds {@code steps} entries of {@code each} numbers, <em>newest first</em>;
 * the unit starts from zeros, takes them in from the oldest to the newest, and its last state is the output.
 *
 * <pre>
 * r, z = sigmoid(W [x, h] + b)     c = tanh(V [x, r h] + d)     h' = z h + (1 - z) c
 * </pre>
 *
 * Cho et al. 2014. The gradient goes through all steps of the window.
 */
public final class Gru implements Part {
    private final Kernels kernels = Kernels.best();
    private final int each;
    private final int steps;
    private final int width;
    private final Linear gates;
    private final Linear candidate;

    /** Weights as in {@link Linear}. */
    public Gru(String name, int each, int steps, int width, RandomGenerator random) {
        this.each = each;
        this.steps = steps;
        this.width = width;
        gates = new Linear(name + ".gates", each + width, 2 * width, random);
        candidate = new Linear(name + ".candidate", each + width, width, random);
    }

    @Override
    public int in() {
        return steps * each;
    }

    @Override
    public int out() {
        return width;
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(gates.parameters());
        all.addAll(candidate.parameters());
        return all;
    }

    @Override
    public Use use() {
        return new Unrolled();
    }

    /** What one step of a forward pass keeps; rows of the batch one after the other. */
    private static final class Moment {
        /** [B][each + width] entry and state before. */
        float[] seen = new float[0];
        /** [B][each + width] entry and reset state before. */
        float[] reset = new float[0];
        /** [B][2 width] r, then z. */
        float[] gate = new float[0];
        /** [B][width] */
        float[] fresh = new float[0];

        void room(int batch, int row, int width) {
            seen = PlainParts.room(seen, batch * row);
            reset = PlainParts.room(reset, batch * row);
            gate = PlainParts.room(gate, batch * 2 * width);
            fresh = PlainParts.room(fresh, batch * width);
        }
    }

    private final class Unrolled implements Use {
        private final int row = each + width;
        private final Moment[] moments = new Moment[steps];
        private float[] state = new float[0];
        private float[] dState = new float[0];
        private float[] dGate = new float[0];
        private float[] dFresh = new float[0];
        private float[] dSeen = new float[0];
        private float[] dReset = new float[0];
        private float[] dx = new float[0];
        private int batch;

        Unrolled() {
            Arrays.setAll(moments, i -> new Moment());
        }

        @Override
        public float[] forward(float[] x, int count) {
            batch = count;
            state = PlainParts.room(state, count * width);
            Arrays.fill(state, 0, count * width, 0);
            for (int t = steps - 1; t >= 0; t--) {
                moments[t].room(count, row, width);
                step(moments[t], x, t * each);
            }
            return state;
        }

        private void step(Moment m, float[] x, int at) {
            for (int b = 0; b < batch; b++) {
                System.arraycopy(x, b * in() + at, m.seen, b * row, each);
                System.arraycopy(state, b * width, m.seen, b * row + each, width);
            }
            gates.forward(m.seen, batch, m.gate);
            kernels.sigmoid(m.gate, 0, m.gate, 0, batch * 2 * width);
            for (int b = 0; b < batch; b++) {
                System.arraycopy(x, b * in() + at, m.reset, b * row, each);
                for (int i = 0; i < width; i++) {
                    m.reset[b * row + each + i] = m.gate[b * 2 * width + i] * state[b * width + i];
                }
            }
            candidate.forward(m.reset, batch, m.fresh);
            tanh(m.fresh, batch * width);
            for (int b = 0; b < batch; b++) {
                for (int i = 0; i < width; i++) {
                    float z = m.gate[b * 2 * width + width + i];
                    int o = b * width + i;
                    state[o] = z * state[o] + (1 - z) * m.fresh[o];
                }
            }
        }

        /** {@code tanh x = 2 sigmoid(2 x) - 1}, in place. */
        private void tanh(float[] x, int n) {
            for (int i = 0; i < n; i++) {
                x[i] *= 2;
            }
            kernels.sigmoid(x, 0, x, 0, n);
            for (int i = 0; i < n; i++) {
                x[i] = 2 * x[i] - 1;
            }
        }

        @Override
        public float[] backward(float[] dy) {
            int n = batch * width;
            dState = PlainParts.room(dState, n);
            dGate = PlainParts.room(dGate, 2 * n);
            dFresh = PlainParts.room(dFresh, n);
            dSeen = PlainParts.room(dSeen, batch * row);
            dReset = PlainParts.room(dReset, batch * row);
            dx = PlainParts.room(dx, batch * in());
            System.arraycopy(dy, 0, dState, 0, n);
            for (int t = 0; t < steps; t++) {
                back(moments[t], t * each);
            }
            return dx;
        }

        private void back(Moment m, int at) {
            for (int b = 0; b < batch; b++) {
                for (int i = 0; i < width; i++) {
                    int o = b * width + i;
                    float z = m.gate[b * 2 * width + width + i];
                    float c = m.fresh[o];
                    dGate[b * 2 * width + width + i] = dState[o] * (m.seen[b * row + each + i] - c) * z * (1 - z);
                    dFresh[o] = dState[o] * (1 - z) * (1 - c * c);
                    dState[o] *= z;
                }
            }
            candidate.backward(m.reset, dFresh, batch, dReset);
            for (int b = 0; b < batch; b++) {
                for (int i = 0; i < width; i++) {
                    float r = m.gate[b * 2 * width + i];
                    float d = dReset[b * row + each + i];
                    dGate[b * 2 * width + i] = d * m.seen[b * row + each + i] * r * (1 - r);
                    dState[b * width + i] += d * r;
                }
            }
            gates.backward(m.seen, dGate, batch, dSeen);
            for (int b = 0; b < batch; b++) {
                for (int i = 0; i < width; i++) {
                    dState[b * width + i] += dSeen[b * row + each + i];
                }
                for (int i = 0; i < each; i++) {
                    dx[b * in() + at + i] = dSeen[b * row + i] + dReset[b * row + i];
                }
            }
        }
    }
}
