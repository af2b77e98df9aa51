package io.engram.inference.transformer;

import io.engram.tensor.kernel.Activations;
import io.engram.tensor.kernel.Kernels;
import java.util.Arrays;

/**
 * Feed-forward parts while an adapter changes their matrices: the same sums as the fused forms, one matrix after the other,
 * so that what adapters add lies between product and activation.
 */
final class AdaptedFeedForward {
    private AdaptedFeedForward() {
    }

    /** {@link DenseFeedForward#apply}. */
    static void dense(Batch batch, DenseFeedForward part, Inputs x, float[] out) {
        int n = batch.rows() * part.gate().out();
        float[] hidden = batch.floats(Scratch.Slot.SHARED_HIDDEN, n);
        float[] up = batch.floats(Scratch.Slot.UP, n);
        part.gate().apply(batch.compute(), x, hidden);
        part.up().apply(batch.compute(), x, up);
        batch.compute().kernels().swiglu(hidden, 0, up, 0, hidden, 0, n);
        part.down().apply(batch.compute(), batch.compute().inner(hidden, batch.rows(), part.gate().out()), out);
    }

    /**
     * The routed experts of a mixture, expert by expert.
     *
     * @param experts
     *            {@code [T][K]}
     * @param weights
     *            {@code [T][K]}
     */
    static void experts(Batch batch, MixtureFeedForward part, AdapterPass adapters, Inputs x, float[] out,
            int[] experts, float[] weights) {
        Compute compute = batch.compute();
        Kernels kernels = compute.kernels();
        int used = part.spec().router().used();
        int width = part.spec().width();
        int embedding = part.downs().getFirst().out();
        int[] starts = part.starts(experts);
        int[] order = MixtureFeedForward.order(experts, starts);
        int[] tokens = Arrays.stream(order).map(pair -> pair / used).toArray();
        float[] hidden = batch.floats(Scratch.Slot.HIDDEN, (long) order.length * width);
        float[] up = batch.floats(Scratch.Slot.UP, (long) order.length * width);
        float[] low = batch.floats(Scratch.Slot.LOW, (long) order.length * embedding);
        Arrays.fill(out, 0, batch.rows() * embedding, 0);
        for (int e = 0; e < part.gates().size(); e++) {
            int first = starts[e];
            int count = starts[e + 1] - first;
            if (count > 0) {
                product(compute, adapters, part.gates().get(e), x, tokens, first, count, hidden);
                product(compute, adapters, part.ups().get(e), x, tokens, first, count, up);
                part.activate(kernels, hidden, 0, up, 0, count * width);
                Linear down = part.downs().get(e);
                Activations in = compute.inner(hidden, count, width).of(down.weight());
                int[] all = compute.all(count);
                compute.rows(embedding, Linear.grain(down.rowBytes(), count), count, low, 0, embedding,
                        (from, to, y, yo, stride) -> down.range(from, to, in, all, 0, count, y, yo, stride));
                for (int i = 0; i < count; i++) {
                    adapters.add(down, tokens[first + i], hidden, i * width, low, i * embedding);
                    kernels.axpy(weights[order[first + i]], low, i * embedding, out, tokens[first + i] * embedding,
                            embedding);
                }
            }
        }
    }

    private static void product(Compute compute, AdapterPass adapters, Linear linear, Inputs x, int[] tokens, int first,
            int count, float[] out) {
        Activations in = x.of(linear.weight());
        int width = linear.out();
        compute.rows(width, Linear.grain(linear.rowBytes(), count), count, out, 0, width,
                (from, to, y, yo, stride) -> linear.range(from, to, in, tokens, first, count, y, yo, stride));
        for (int i = 0; i < count; i++) {
            adapters.add(linear, tokens[first + i], x.values(), x.row(tokens[first + i]), out, i * width);
        }
    }
}
