package io.engram.inference.transformer;

import io.engram.inference.KvType;
import io.engram.tensor.kernel.Kernels;

/**
 * {@link MixerSpec.StateSpace} (Mamba-2) with its weights, one position after the other.
 *
 * <p>Per position the projection gives z, x, B, C and dt. With {@code dt = softplus(dt + bias)}, per head with decay
 * {@code a < 0}: {@code S = exp(dt a) S + dt x B^T}, {@code y = S C + d x}. Then {@code silu(z) * y}, RMS norm per group,
 * output projection.
 *
 * @param decay
 *            {@code [heads]}, negative
 * @param skip
 *            d, {@code [heads]}
 * @param norm
 *            {@code [inner]}
 */
@SuppressWarnings("ArrayRecordComponent") // parameters are shared, never compared
record StateSpaceMixer(MixerSpec.StateSpace spec, float epsilon, Linear input, CausalConvolution convolution,
        float[] timeBias, float[] decay, float[] skip, float[] norm, Linear output) implements Mixer {

    @Override
    public LayerState newState(KvType kv, int capacity) {
        return new RecurrentState(convolution.stateLength(), spec.inner() * spec.state());
    }

    @Override
    public void apply(Batch batch, int layer, Inputs x, float[] out) {
        int rows = batch.rows();
        int inner = spec.inner();
        int width = input.out();
        int channels = convolution.channels();
        Kernels kernels = batch.compute().kernels();
        float[] all = batch.floats(Scratch.Slot.HEADS, (long) rows * width);
        input.apply(batch.compute(), x, all);
        float[] mixed = batch.floats(Scratch.Slot.CONV, (long) rows * channels);
        float[] y = batch.floats(Scratch.Slot.ATTENDED, (long) rows * inner);
        for (Batch.Run run : batch.runs()) {
            RecurrentState state = (RecurrentState) run.sequence().layer(layer);
            int first = run.row();
            convolution.apply(batch.compute(), state.inputs(), all, first * width + inner, width, run.rows(), true,
                    mixed, first * channels);
            float[] time = batch.floats(Scratch.Slot.DECAY, 2L * run.rows() * spec.heads());
            times(all, first * width + inner + channels, width, run.rows(), time);
            remember(batch.compute(), state.memory(), mixed, first * channels, run.rows(), time, y, first * inner);
        }
        int group = inner / spec.groups();
        for (int t = 0; t < rows; t++) {
            kernels.swiglu(all, t * width, y, t * inner, y, t * inner, inner);
            for (int g = 0; g < inner; g += group) {
                kernels.rmsNorm(y, t * inner + g, norm, g, epsilon, y, t * inner + g, group);
            }
        }
        output.apply(batch.compute(), batch.compute().inner(y, rows, inner), out);
    }

    /** Step length and decay of each position and head, {@code [tokens][heads][2]}. */
    private void times(float[] raw, int ro, int stride, int tokens, float[] time) {
        for (int t = 0; t < tokens; t++) {
            for (int h = 0; h < spec.heads(); h++) {
                double x = (double) raw[ro + t * stride + h] + timeBias[h];
                double dt = x > 20 ? x : Math.log1p(Math.exp(x));
                time[2 * (t * spec.heads() + h)] = (float) dt;
                time[2 * (t * spec.heads() + h) + 1] = (float) Math.exp(dt * decay[h]);
            }
        }
    }

    /** All positions of a run; memory is {@code [inner][state]}. */
    private void remember(Compute compute, float[] memory, float[] xbc, int xo, int tokens, float[] time, float[] y,
            int yo) {
        Kernels kernels = compute.kernels();
        int n = spec.state();
        int channels = convolution.channels();
        int headDim = spec.inner() / spec.heads();
        int headsPerGroup = spec.heads() / spec.groups();
        Recurrence.run(compute, memory, spec.inner(), n, tokens, y, yo, spec.inner(), (row, t, state, at) -> {
            int h = row / headDim;
            int o = xo + t * channels;
            int b = o + spec.inner() + h / headsPerGroup * n;
            int when = 2 * (t * spec.heads() + h);
            float x = xbc[o + row];
            float add = x * time[when];
            float keep = time[when + 1];
            for (int s = 0; s < n; s++) {
                state[at + s] = state[at + s] * keep + add * xbc[b + s];
            }
            return kernels.dot(state, at, xbc, b + spec.groups() * n, n) + skip[h] * x;
        });
    }
}
