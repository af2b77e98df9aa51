package io.engram.inference.transformer;

import io.engram.inference.KvType;
import io.engram.tensor.kernel.Kernels;

/**
 * {@link MixerSpec.DeltaNet} (gated delta rule) with its weights.
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
            convolution.apply(compute, state.inputs(), qkv, first, channels, run.rows(), true, mixed, first);
            float[] gates = batch.floats(Scratch.Slot.QUERY, 2L * run.rows() * spec.valueHeads());
            for (int t = 0; t < run.rows(); t++) {
                prepare(kernels, mixed, first + t * channels, ba, (run.row() + t) * betaAlpha.out(), gates,
                        2 * t * spec.valueHeads());
            }
            remember(compute, state.memory(), mixed, first, run.rows(), gates, y, run.row() * width);
        }
        for (int o = 0; o < rows * width; o += spec.valueDim()) {
            kernels.rmsNorm(y, o, norm, 0, epsilon, y, o, spec.valueDim());
        }
        kernels.swiglu(z, 0, y, 0, y, 0, rows * width);
        output.apply(compute, compute.inner(y, rows, width), out);
    }

    /** Makes q and k of a position as long as they should be, and beta and decay of its value heads. */
    private void prepare(Kernels kernels, float[] qkv, int xo, float[] ba, int bo, float[] gates, int go) {
        int keyDim = spec.keyDim();
        int perKey = spec.valueHeads() / spec.keyHeads();
        for (int kh = 0; kh < spec.keyHeads(); kh++) {
            unit(kernels, qkv, xo + kh * keyDim, (float) (1 / Math.sqrt(keyDim)));
            unit(kernels, qkv, xo + (spec.keyHeads() + kh) * keyDim, 1);
            for (int j = 0; j < perKey; j++) {
                int h = kh * perKey + j;
                double raw = (double) ba[bo + kh * 2 * perKey + perKey + j] + timeBias[h];
                double time = raw > 20 ? raw : Math.log1p(Math.exp(raw));
                gates[go + 2 * h] = (float) (1 / (1 + Math.exp(-ba[bo + kh * 2 * perKey + j])));
                gates[go + 2 * h + 1] = (float) Math.exp(time * decay[h]);
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

    /** All positions of a run; memory is {@code [valueHeads][valueDim][keyDim]}. */
    private void remember(Compute compute, float[] memory, float[] qkv, int xo, int tokens, float[] gates, float[] y,
            int yo) {
        Kernels kernels = compute.kernels();
        int keyDim = spec.keyDim();
        int keys = spec.keyHeads() * keyDim;
        int perKey = spec.valueHeads() / spec.keyHeads();
        int channels = convolution.channels();
        int width = spec.valueHeads() * spec.valueDim();
        Recurrence.run(compute, memory, width, keyDim, tokens, y, yo, width, (row, t, state, at) -> {
            int h = row / spec.valueDim();
            int o = xo + t * channels;
            int q = o + h / perKey * keyDim;
            int k = q + keys;
            float beta = gates[2 * (t * spec.valueHeads() + h)];
            float keep = gates[2 * (t * spec.valueHeads() + h) + 1];
            float known = keep * kernels.dot(state, at, qkv, k, keyDim);
            float change = beta * (qkv[o + 2 * keys + row] - known);
            for (int s = 0; s < keyDim; s++) {
                state[at + s] = keep * state[at + s] + change * qkv[k + s];
            }
            return kernels.dot(state, at, qkv, q, keyDim);
        });
    }
}
