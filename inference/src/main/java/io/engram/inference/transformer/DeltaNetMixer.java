package io.engram.inference.transformer;

import io.engram.inference.KvType;
import io.engram.tensor.kernel.Kernels;

/**
 * {@link MixerSpec.DeltaNet} (gated delta rule) with its weights, one position after the other.
 *
 * <p>q, k and v go through a convolution and SiLU; q and k are made unit length and q divided by the root of its length.
 * Per value head, with {@code beta = sigmoid(b)} and {@code g = exp(softplus(a + bias) decay)}:
 * {@code S = g S; S += beta (v - S k) k^T; o = S q}. Then RMS norm per head, times {@code silu(z)}, output projection.
 *
 * @param betaAlpha
 *            for each key head the b of its value heads, then their a
 * @param decay
 *            {@code [valueHeads]}, negative
 * @param norm
 *            {@code [valueDim]}
 */
@SuppressWarnings("ArrayRecordComponent") // parameters are shared, never compared
record DeltaNetMixer(MixerSpec.DeltaNet spec, float epsilon, Linear input, Linear gate, Linear betaAlpha,
        CausalConvolution convolution, float[] timeBias, float[] decay, float[] norm, Linear output) implements Mixer {

    @Override
    public LayerState newState(KvType kv, int capacity) {
        return new RecurrentState(convolution.stateLength(), spec.valueHeads() * spec.valueDim() * spec.keyDim());
    }

    @Override
    public void apply(Batch batch, int layer, Inputs x, float[] out) {
        int rows = batch.rows();
        Compute compute = batch.compute();
        int channels = convolution.channels();
        int width = spec.valueHeads() * spec.valueDim();
        float[] qkv = batch.floats(Scratch.Slot.HEADS, (long) rows * channels);
        float[] z = batch.floats(Scratch.Slot.GATE, (long) rows * width);
        float[] ba = batch.floats(Scratch.Slot.DECAY, (long) rows * betaAlpha.out());
        input.apply(compute, x, qkv);
        gate.apply(compute, x, z);
        betaAlpha.apply(compute, x, ba);
        float[] mixed = batch.floats(Scratch.Slot.CONV, (long) rows * channels);
        float[] y = batch.floats(Scratch.Slot.ATTENDED, (long) rows * width);
        Kernels kernels = compute.kernels();
        for (Batch.Run run : batch.runs()) {
            RecurrentState state = (RecurrentState) run.sequence().layer(layer);
            int first = run.row() * channels;
            convolution.apply(state.inputs(), qkv, first, channels, run.rows(), mixed, first);
            kernels.silu(mixed, first, mixed, first, run.rows() * channels);
            for (int t = run.row(); t < run.row() + run.rows(); t++) {
                step(kernels, state.memory(), mixed, t * channels, ba, t * betaAlpha.out(), y, t * width);
            }
        }
        for (int o = 0; o < rows * width; o += spec.valueDim()) {
            kernels.rmsNorm(y, o, norm, 0, epsilon, y, o, spec.valueDim());
        }
        kernels.swiglu(z, 0, y, 0, y, 0, rows * width);
        output.apply(compute, compute.inner(y, rows, width), out);
    }

    private void step(Kernels kernels, float[] memory, float[] qkv, int xo, float[] ba, int bo, float[] y, int yo) {
        int keyDim = spec.keyDim();
        int keys = spec.keyHeads() * keyDim;
        int perKey = spec.valueHeads() / spec.keyHeads();
        for (int kh = 0; kh < spec.keyHeads(); kh++) {
            int q = xo + kh * keyDim;
            int k = q + keys;
            unit(kernels, qkv, q, (float) (1 / Math.sqrt(keyDim)));
            unit(kernels, qkv, k, 1);
            for (int j = 0; j < perKey; j++) {
                int h = kh * perKey + j;
                float beta = (float) (1 / (1 + Math.exp(-ba[bo + kh * 2 * perKey + j])));
                double raw = (double) ba[bo + kh * 2 * perKey + perKey + j] + timeBias[h];
                double time = raw > 20 ? raw : Math.log1p(Math.exp(raw));
                float keep = (float) Math.exp(time * decay[h]);
                head(kernels, memory, h, keep, beta, qkv, q, k, xo + 2 * keys + h * spec.valueDim(), y, yo);
            }
        }
    }

    /** Scales a vector to the given length; the guard against zero is the norm epsilon. */
    private void unit(Kernels kernels, float[] x, int o, float length) {
        double sum = kernels.dot(x, o, x, o, spec.keyDim());
        float scale = (float) (length / Math.max(Math.sqrt(sum), epsilon));
        for (int i = 0; i < spec.keyDim(); i++) {
            x[o + i] *= scale;
        }
    }

    /** Memory of a head is {@code [valueDim][keyDim]}. */
    private void head(Kernels kernels, float[] memory, int h, float keep, float beta, float[] qkv, int q, int k, int v,
            float[] y, int yo) {
        int keyDim = spec.keyDim();
        for (int i = 0; i < spec.valueDim(); i++) {
            int row = (h * spec.valueDim() + i) * keyDim;
            float known = keep * kernels.dot(memory, row, qkv, k, keyDim);
            float change = beta * (qkv[v + i] - known);
            for (int s = 0; s < keyDim; s++) {
                memory[row + s] = keep * memory[row + s] + change * qkv[k + s];
            }
            y[yo + h * spec.valueDim() + i] = kernels.dot(memory, row, qkv, q, keyDim);
        }
    }
}
