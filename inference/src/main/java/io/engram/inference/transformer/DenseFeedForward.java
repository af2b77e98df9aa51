package io.engram.inference.transformer;

import io.engram.tensor.kernel.Activations;
import io.engram.tensor.kernel.Kernels;

/** {@code down(silu(gate x) * up x)}. */
record DenseFeedForward(Linear gate, Linear up, Linear down) implements FeedForward {

    @Override
    public void apply(Batch batch, Inputs x, float[] out) {
        int rows = batch.rows();
        Compute compute = batch.compute();
        Kernels kernels = compute.kernels();
        int width = gate.out();
        AdapterPass adapters = compute.adapters();
        if (adapters != null && (adapters.touches(gate) || adapters.touches(up))) {
            AdaptedFeedForward.dense(batch, this, x, out);
            return;
        }
        Activations gateIn = x.of(gate.weight());
        Activations upIn = x.of(up.weight());
        int[] all = compute.all(rows);
        float[] hidden = batch.floats(Scratch.Slot.SHARED_HIDDEN, (long) rows * width);
        compute.rows(width, Linear.grain(gate.rowBytes(), rows), rows, hidden, 0, width, (from, to, y, yo, yStride) -> {
            int n = to - from;
            float[] ups = compute.local(rows * n);
            gate.range(from, to, gateIn, all, 0, rows, y, yo, yStride);
            up.range(from, to, upIn, all, 0, rows, ups, -from, n);
            for (int t = 0; t < rows; t++) {
                int o = yo + t * yStride + from;
                kernels.swiglu(y, o, ups, t * n, y, o, n);
            }
        });
        down.apply(compute, compute.inner(hidden, rows, width), out);
    }
}
