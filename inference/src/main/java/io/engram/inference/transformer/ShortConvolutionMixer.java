package io.engram.inference.transformer;

import io.engram.inference.KvType;

/** {@link MixerSpec.ShortConvolution} (LFM2): {@code out(C * conv(B * x))} with B, C, x from one projection. */
record ShortConvolutionMixer(Linear input, CausalConvolution convolution, Linear output) implements Mixer {

    @Override
    public LayerState newState(KvType kv, int capacity) {
        return new RecurrentState(convolution.stateLength(), 0);
    }

    @Override
    public void apply(Batch batch, int layer, Inputs x, float[] out) {
        int rows = batch.rows();
        int e = convolution.channels();
        float[] bcx = batch.floats(Scratch.Slot.HEADS, (long) rows * 3 * e);
        input.apply(batch.compute(), x, bcx);
        float[] product = batch.floats(Scratch.Slot.GATE, (long) rows * e);
        for (int t = 0; t < rows; t++) {
            for (int c = 0; c < e; c++) {
                product[t * e + c] = bcx[t * 3 * e + c] * bcx[t * 3 * e + 2 * e + c];
            }
        }
        float[] mixed = batch.floats(Scratch.Slot.CONV, (long) rows * e);
        for (Batch.Run run : batch.runs()) {
            RecurrentState state = (RecurrentState) run.sequence().layer(layer);
            convolution.apply(batch.compute(), state.inputs(), product, run.row() * e, e, run.rows(), false, mixed,
                    run.row() * e);
        }
        for (int t = 0; t < rows; t++) {
            for (int c = 0; c < e; c++) {
                mixed[t * e + c] *= bcx[t * 3 * e + e + c];
            }
        }
        output.apply(batch.compute(), batch.compute().inner(mixed, rows, e), out);
    }
}
