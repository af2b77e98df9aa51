package io.engram.inference.transformer;

import io.engram.inference.KvType;
import io.engram.tensor.kernel.Kernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Softmax attention of query heads over a {@link KvCache}, causal, with optional window and sinks.
 *
 * <p>Query head h reads key head {@code h / (heads / kvHeads)}. A sink (gpt-oss, Xiao et al. 2024) is a logit per head that
 * takes part in the softmax and has no value.
 *
 * <p>Work is spread over groups of query heads that share a key head. Within one, up to {@value #ROWS} rows of the batch are
 * taken at once, and the cache passes in blocks of {@value #BLOCK} positions: a block is turned to floats once for all heads
 * of the group and all rows, and multiplied as a small matrix.
 *
 * @param heads
 *            H
 * @param kvHeads
 *            a divisor of H
 * @param keyDim
 *            elements of a query or key head
 * @param valueDim
 *            elements of a value head
 * @param valuesAreKeys
 *            whether a value is the first {@code valueDim} elements of its key
 * @param scale
 *            multiplies query-key products
 * @param window
 *            positions seen, the query's own included; 0 for all
 * @param sinks
 *            {@code [H]}, or null
 */
@SuppressWarnings("ArrayRecordComponent") // the sinks are shared, never compared
record AttentionCore(int heads, int kvHeads, int keyDim, int valueDim, boolean valuesAreKeys, float scale, int window,
        float @Nullable [] sinks) {
    private static final int ROWS = 32;
    private static final int BLOCK = 64;
    /** Most scores held at once, so that they stay in the second-level cache; a row of a long context may exceed it. */
    private static final int SCORES = 1 << 16;
    /** Below this many rows of a product, going through them one by one is faster. */
    private static final int MATRIX_FROM = 4;
    /** Pieces of work that few key heads are cut into. */
    private static final int PIECES = 8;

    /** Attention's memory of a sequence of at most {@code capacity} tokens. */
    KvCache newCache(KvType type, int capacity) {
        return new KvCache(type, kvHeads, keyDim, valuesAreKeys ? 0 : valueDim, window, capacity);
    }

    /**
     * Attends with every row of the batch; the keys and values of those rows are in the caches already.
     *
     * @param q
     *            {@code [T][H][keyDim]}, rows {@code qStride} apart
     * @param out
     *            {@code [T][H][valueDim]}
     */
    void apply(Batch batch, int layer, float[] q, int qStride, float[] out) {
        Compute compute = batch.compute();
        int width = heads * valueDim;
        int piece = piece();
        for (Batch.Run run : batch.runs()) {
            KvCache cache = (KvCache) run.sequence().layer(layer);
            compute.rows(width, piece * valueDim, run.rows(), out, run.row() * width, width,
                    (from, to, y, yo, yStride) -> {
                        for (int h = from / valueDim; h < to / valueDim; h += piece) {
                            rows(compute, cache, run, h, piece, q, qStride, y, yo, yStride);
                        }
                    });
        }
    }

    /** Query heads of a piece of work: those of a key head, or a part of them where there are few key heads. */
    private int piece() {
        int piece = heads / kvHeads;
        while (piece % 2 == 0 && heads / piece < PIECES) {
            piece /= 2;
        }
        return piece;
    }

    private void rows(Compute compute, KvCache cache, Batch.Run run, int head, int group, float[] q, int qStride,
            float[] y, int yo, int yStride) {
        for (int t = 0; t < run.rows();) {
            int position = run.position() + t;
            int first = window == 0 ? 0 : Math.max(0, position - window + 1);
            int most = Math.min(ROWS, SCORES / ((position + ROWS - first) * group));
            int count = Math.min(Math.max(1, most), run.rows() - t);
            new Block(compute, cache, head, group, position, count, first).apply(q, (run.row() + t) * qStride, qStride,
                    y, yo + t * yStride, yStride);
            t += count;
        }
    }

    /**
     * {@code count} rows from a position on, times the heads {@code head .. head + group - 1}, over the positions from
     * {@code first} on. Rows below are row-and-head: {@code R = count * group}.
     */
    private final class Block {
        private final Kernels kernels;
        private final KvCache cache;
        private final int head;
        private final int group;
        private final int position;
        private final int count;
        private final int first;
        private final int all;
        /** Positions seen by any row. */
        private final int span;
        /** Room for the sink after the last score. */
        private final int stride;
        /** {@code queries [R][keyDim] | scores [R][stride] | seen [R][valueDim] | panel [BLOCK][keyDim or valueDim]} */
        private final float[] local;
        private final int scores;
        private final int seen;
        private final int panel;

        Block(Compute compute, KvCache cache, int head, int group, int position, int count, int first) {
            this.kernels = compute.kernels();
            this.cache = cache;
            this.head = head;
            this.group = group;
            this.position = position;
            this.count = count;
            this.first = first;
            this.all = count * group;
            this.span = position + count - first;
            this.stride = span + 1;
            this.scores = all * keyDim;
            this.seen = scores + all * stride;
            this.panel = seen + all * valueDim;
            this.local = compute.local(panel + BLOCK * Math.max(keyDim, valueDim));
        }

        void apply(float[] q, int qo, int qStride, float[] y, int yo, int yStride) {
            for (int t = 0; t < count; t++) {
                int from = qo + t * qStride + head * keyDim;
                for (int i = 0; i < group * keyDim; i++) {
                    local[t * group * keyDim + i] = scale * q[from + i];
                }
            }
            Arrays.fill(local, scores, panel, 0);
            eachPart(true);
            for (int t = 0; t < count; t++) {
                for (int g = 0; g < group; g++) {
                    softmax(scores + (t * group + g) * stride, position + t, head + g);
                }
            }
            eachPart(false);
            for (int t = 0; t < count; t++) {
                System.arraycopy(local, seen + t * group * valueDim, y, yo + t * yStride + head * valueDim,
                        group * valueDim);
            }
        }

        /** Scores from keys, or what is seen from values. */
        private void eachPart(boolean keys) {
            KvStore store = keys || valuesAreKeys ? cache.keys() : cache.values();
            int dim = keys || valuesAreKeys ? keyDim : valueDim;
            int kvHead = head / (heads / kvHeads);
            int end = first + span;
            for (int p = first; p < end;) {
                int n = Math.min(BLOCK, cache.together(p, end));
                int slot = cache.slot(p);
                float[] rows = store.direct() ? store.floats() : local;
                int at = store.direct() ? slot * store.width() + kvHead * dim : panel;
                int distance = store.direct() ? store.width() : dim;
                if (!store.direct()) {
                    store.unpack(kernels, slot, n, kvHead, local, panel);
                }
                if (keys) {
                    kernels.gemmNT(all, n, keyDim, local, 0, keyDim, rows, at, distance, local, scores + p - first,
                            stride);
                } else {
                    sum(n, scores + p - first, rows, at, distance);
                }
                p += n;
            }
        }

        private void sum(int n, int weights, float[] rows, int at, int distance) {
            if (all >= MATRIX_FROM) {
                kernels.gemmNN(all, valueDim, n, local, weights, stride, rows, at, distance, local, seen, valueDim);
                return;
            }
            for (int i = 0; i < all; i++) {
                for (int j = 0; j < n; j++) {
                    kernels.axpy(local[weights + i * stride + j], rows, at + j * distance, local, seen + i * valueDim,
                            valueDim);
                }
            }
        }

        /** Scores that this position does not see become zero. */
        private void softmax(int row, int at, int h) {
            int from = window == 0 ? 0 : Math.max(0, at - window + 1 - first);
            int to = at - first + 1;
            Arrays.fill(local, row, row + from, 0);
            Arrays.fill(local, row + to, row + stride, 0);
            if (sinks == null) {
                kernels.softmax(local, row + from, to - from);
            } else {
                local[row + to] = sinks[h];
                kernels.softmax(local, row + from, to - from + 1);
                local[row + to] = 0;
            }
        }
    }
}
