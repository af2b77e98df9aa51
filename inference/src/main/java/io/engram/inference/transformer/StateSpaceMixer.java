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
            convolution.apply(state.inputs(), all, run.row() * width + inner, width, run.rows(), mixed,
                    run.row() * channels);
            kernels.silu(mixed, run.row() * channels, mixed, run.row() * channels, run.rows() * channels);
            for (int t = run.row(); t < run.row() + run.rows(); t++) {
                step(kernels, state.memory(), mixed, t * channels, all, t * width + inner + channels, y, t * inner);
            }
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

    /** One position; memory is {@code [inner][state]}. */
    private void step(Kernels kernels, float[] memory, float[] xbc, int xo, float[] time, int to, float[] y, int yo) {
        int n = spec.state();
        int headDim = spec.inner() / spec.heads();
        int headsPerGroup = spec.heads() / spec.groups();
        for (int h = 0; h < spec.heads(); h++) {
            double raw = (double) time[to + h] + timeBias[h];
            double dt = raw > 20 ? raw : Math.log1p(Math.exp(raw));
            float keep = (float) Math.exp(dt * decay[h]);
            int b = xo + spec.inner() + h / headsPerGroup * n;
            int c = b + spec.groups() * n;
            for (int i = h * headDim; i < (h + 1) * headDim; i++) {
                float x = xbc[xo + i];
                float add = (float) (x * dt);
                for (int s = 0; s < n; s++) {
                    memory[i * n + s] = memory[i * n + s] * keep + add * xbc[b + s];
                }
                y[yo + i] = kernels.dot(memory, i * n, xbc, c, n) + skip[h] * x;
            }
        }
    }
}
