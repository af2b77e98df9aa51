package io.engram.inference.transformer;

import io.engram.tensor.kernel.Activations;
import io.engram.tensor.kernel.Kernels;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mixture of experts (Shazeer et al. 2017). A single token runs its experts side by side: all gate and up rows of the K
 * experts are one range of work, and all rows of the result another. A batch is grouped by expert, so that each expert's
 * weights are read once for all of its tokens.
 *
 * @param gates
 *            {@code [F][E]} per expert
 * @param ups
 *            {@code [F][E]} per expert
 * @param downs
 *            {@code [E][F]} per expert
 * @param shared
 *            an expert that every token goes to, or null
 * @param sharedGate
 *            {@code [1][E]}: its sigmoid multiplies the shared expert's output; null for no gate
 */
record MixtureFeedForward(FeedForwardSpec.Mixture spec, ExpertRouter router, List<Linear> gates, List<Linear> ups,
        List<Linear> downs, @Nullable DenseFeedForward shared, @Nullable Linear sharedGate) implements FeedForward {
    private static final float LIMIT = 7;
    private static final float SHARPNESS = 1.702f;

    @Override
    public void apply(Batch batch, Inputs x, float[] out) {
        int pairs = batch.rows() * spec.router().used();
        int[] experts = new int[pairs];
        float[] weights = new float[pairs];
        router.route(batch, x, experts, weights);
        AdapterPass adapters = batch.compute().adapters();
        if (adapters != null && adapters.touchesAny(gates, ups, downs)) {
            AdaptedFeedForward.experts(batch, this, adapters, x, out, experts, weights);
        } else if (batch.rows() == 1) {
            one(batch, x, out, experts, weights);
        } else {
            grouped(batch, x, out, experts, weights);
        }
        if (shared != null) {
            addShared(batch, shared, x, out);
        }
    }

    private void one(Batch batch, Inputs x, float[] out, int[] experts, float[] weights) {
        Compute compute = batch.compute();
        Kernels kernels = compute.kernels();
        int width = spec.width();
        int embedding = downs.getFirst().out();
        Activations gateIn = x.of(gates.getFirst().weight());
        Activations upIn = x.of(ups.getFirst().weight());
        int[] all = compute.all(experts.length);
        float[] hidden = batch.floats(Scratch.Slot.HIDDEN, (long) experts.length * width);
        int grain = Linear.grain(gates.getFirst().rowBytes(), 1);
        compute.rows(experts.length * width, grain, 1, hidden, 0, 0, (from, to, y, yo, yStride) -> {
            for (int r = from; r < to;) {
                int slot = r / width;
                int end = Math.min(to, (slot + 1) * width);
                int row = r - slot * width;
                int n = end - r;
                float[] up = compute.local(n);
                gates.get(experts[slot]).range(row, row + n, gateIn, all, 0, 1, y, yo + r - row, 0);
                ups.get(experts[slot]).range(row, row + n, upIn, all, 0, 1, up, -row, 0);
                activate(kernels, y, yo + r, up, 0, n);
                r = end;
            }
        });
        Activations downIn = compute.inner(hidden, experts.length, width).of(downs.getFirst().weight());
        int downGrain = Linear.grain(downs.getFirst().rowBytes(), 1);
        compute.rows(embedding, downGrain, 1, out, 0, 0, (from, to, y, yo, yStride) -> {
            int n = to - from;
            float[] part = compute.local(n);
            Arrays.fill(y, yo + from, yo + to, 0);
            for (int slot = 0; slot < experts.length; slot++) {
                downs.get(experts[slot]).range(from, to, downIn, all, slot, 1, part, -from, 0);
                kernels.axpy(weights[slot], part, 0, y, yo + from, n);
            }
        });
    }

    private void grouped(Batch batch, Inputs x, float[] out, int[] experts, float[] weights) {
        Compute compute = batch.compute();
        Kernels kernels = compute.kernels();
        int width = spec.width();
        int embedding = downs.getFirst().out();
        int used = spec.router().used();
        int[] starts = starts(experts);
        int[] order = order(experts, starts);
        int[] tokens = Arrays.stream(order).map(pair -> pair / used).toArray();
        Activations gateIn = x.of(gates.getFirst().weight());
        Activations upIn = x.of(ups.getFirst().weight());
        float[] hidden = batch.floats(Scratch.Slot.HIDDEN, (long) experts.length * width);
        compute.rows(width, grain(gates.getFirst(), order.length), order.length, hidden, 0, width,
                (from, to, y, yo, yStride) -> {
                    int n = to - from;
                    for (int e = 0; e < gates.size(); e++) {
                        int first = starts[e];
                        int count = starts[e + 1] - first;
                        if (count > 0) {
                            float[] up = compute.local(count * n);
                            int o = yo + first * yStride;
                            gates.get(e).range(from, to, gateIn, tokens, first, count, y, o, yStride);
                            ups.get(e).range(from, to, upIn, tokens, first, count, up, -from, n);
                            for (int t = 0; t < count; t++) {
                                activate(kernels, y, o + t * yStride + from, up, t * n, n);
                            }
                        }
                    }
                });
        int[] all = compute.all(order.length);
        Activations downIn = compute.inner(hidden, order.length, width).of(downs.getFirst().weight());
        compute.rows(embedding, grain(downs.getFirst(), order.length), batch.rows(), out, 0, embedding,
                (from, to, y, yo, yStride) -> {
                    int n = to - from;
                    for (int t = 0; t < batch.rows(); t++) {
                        Arrays.fill(y, yo + t * yStride + from, yo + t * yStride + to, 0);
                    }
                    for (int e = 0; e < downs.size(); e++) {
                        int first = starts[e];
                        int count = starts[e + 1] - first;
                        if (count > 0) {
                            float[] part = compute.local(count * n);
                            downs.get(e).range(from, to, downIn, all, first, count, part, -from, n);
                            for (int i = 0; i < count; i++) {
                                int pair = order[first + i];
                                kernels.axpy(weights[pair], part, i * n, y, yo + pair / used * yStride + from, n);
                            }
                        }
                    }
                });
    }

    /** Rows of a chunk where every pair of token and expert is a product. */
    private static int grain(Linear expert, int pairs) {
        return Linear.grain(expert.rowBytes(), pairs);
    }

    /** Where each expert's tokens start when pairs are sorted by expert; {@code [X + 1]}. */
    int[] starts(int[] experts) {
        int[] starts = new int[gates.size() + 1];
        for (int e : experts) {
            starts[e + 1]++;
        }
        for (int e = 0; e < gates.size(); e++) {
            starts[e + 1] += starts[e];
        }
        return starts;
    }

    /** Pair indices {@code t * K + k} sorted by expert, tokens in order within one. */
    static int[] order(int[] experts, int[] starts) {
        int[] next = starts.clone();
        int[] order = new int[experts.length];
        for (int pair = 0; pair < experts.length; pair++) {
            order[next[experts[pair]]++] = pair;
        }
        return order;
    }

    void activate(Kernels kernels, float[] gate, int go, float[] up, int uo, int n) {
        if (spec.activation() == FeedForwardSpec.Activation.SWIGLU) {
            kernels.swiglu(gate, go, up, uo, gate, go, n);
            return;
        }
        for (int i = 0; i < n; i++) {
            double g = Math.min(gate[go + i], LIMIT);
            double u = Math.clamp(up[uo + i], -LIMIT, LIMIT);
            gate[go + i] = (float) (g / (1 + Math.exp(-SHARPNESS * g)) * (u + 1));
        }
    }

    private void addShared(Batch batch, DenseFeedForward expert, Inputs x, float[] out) {
        int rows = batch.rows();
        int embedding = expert.down().out();
        Kernels kernels = batch.compute().kernels();
        float[] y = batch.floats(Scratch.Slot.SHARED_OUT, (long) rows * embedding);
        expert.apply(batch, x, y);
        float[] gate = batch.floats(Scratch.Slot.WEIGHTS, rows);
        Arrays.fill(gate, 0, rows, 1);
        if (sharedGate != null) {
            sharedGate.apply(batch.compute(), x, gate);
            for (int t = 0; t < rows; t++) {
                gate[t] = (float) (1 / (1 + Math.exp(-gate[t])));
            }
        }
        for (int t = 0; t < rows; t++) {
            kernels.axpy(gate[t], y, t * embedding, out, t * embedding, embedding);
        }
    }
}
