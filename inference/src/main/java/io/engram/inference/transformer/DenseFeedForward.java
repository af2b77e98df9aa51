package io.engram.inference.transformer;

import io.engram.tensor.kernel.Kernels;

/** {@code down(silu(gate x) * up x)}. */
record DenseFeedForward(Linear gate, Linear up, Linear down) implements FeedForward {

    @Override
    public void apply(Batch batch, float[] x, float[] out) {
        int rows = batch.rows();
        Compute compute = batch.compute();
        Kernels kernels = compute.kernels();
        int width = gate.out();
        float[] hidden = batch.floats(Scratch.Slot.SHARED_HIDDEN, (long) rows * width);
        float[] in = gate.inputs(compute, x, 0, gate.in(), rows);
        compute.rows(width, Linear.GRAIN, rows, hidden, 0, width, (from, to, y, yo, yStride) -> {
            int n = to - from;
            float[] ups = compute.local(rows * n);
            gate.range(kernels, from, to, in, 0, gate.in(), rows, y, yo, yStride);
            up.range(kernels, from, to, in, 0, up.in(), rows, ups, -from, n);
            for (int t = 0; t < rows; t++) {
                int o = yo + t * yStride + from;
                kernels.swiglu(y, o, ups, t * n, y, o, n);
            }
        });
        down.apply(compute, hidden, rows, out);
    }
}
