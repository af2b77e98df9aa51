package io.engram.inference.transformer;

import io.engram.tensor.kernel.Kernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Softmax attention of query heads over a {@link KvCache}, causal, with optional window and sinks.
 *
 * <p>Query head h reads key head {@code h / (heads / kvHeads)}. A sink (gpt-oss, Xiao et al. 2024) is a logit per head that
 * takes part in the softmax and has no value. Work is spread over heads.
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

    /** Elements of a cached key over all key heads. */
    int keyWidth() {
        return kvHeads * keyDim;
    }

    /** Elements of a cached value over all key heads. */
    int valueWidth() {
        return valuesAreKeys ? 0 : kvHeads * valueDim;
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
        Kernels kernels = batch.compute().kernels();
        int width = heads * valueDim;
        for (Batch.Run run : batch.runs()) {
            KvCache cache = (KvCache) run.sequence().layer(layer);
            float[] keys = cache.keys();
            float[] values = valuesAreKeys ? keys : cache.values();
            batch.compute().rows(width, valueDim, run.rows(), out, run.row() * width, width,
                    (from, to, y, yo, yStride) -> {
                        float[] scores = batch.compute().local(run.position() + run.rows() + 1);
                        for (int h = from / valueDim; h < to / valueDim; h++) {
                            for (int t = 0; t < run.rows(); t++) {
                                head(kernels, h, run.position() + t, q, (run.row() + t) * qStride + h * keyDim, keys,
                                        values,
                                        scores, y, yo + t * yStride + h * valueDim);
                            }
                        }
                    });
        }
    }

    private void head(Kernels kernels, int h, int position, float[] q, int qo, float[] keys, float[] values,
            float[] scores, float[] y, int yo) {
        int kvHead = h / (heads / kvHeads);
        int first = window == 0 ? 0 : Math.max(0, position - window + 1);
        int n = position - first + 1;
        int keyStride = keyWidth();
        for (int j = 0; j < n; j++) {
            scores[j] = scale * kernels.dot(q, qo, keys, (first + j) * keyStride + kvHead * keyDim, keyDim);
        }
        if (sinks != null) {
            scores[n] = sinks[h];
        }
        kernels.softmax(scores, 0, sinks == null ? n : n + 1);
        Arrays.fill(y, yo, yo + valueDim, 0);
        int valueStride = valuesAreKeys ? keyStride : kvHeads * valueDim;
        int valueOffset = valuesAreKeys ? kvHead * keyDim : kvHead * valueDim;
        for (int j = 0; j < n; j++) {
            kernels.axpy(scores[j], values, (first + j) * valueStride + valueOffset, y, yo, valueDim);
        }
    }
}
