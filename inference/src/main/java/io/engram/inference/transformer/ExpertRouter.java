package io.engram.inference.transformer;

import io.engram.tensor.kernel.Kernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@link FeedForwardSpec.Router} with its weights: which experts each token goes to, and with what weight. Ties go to the
 * lower expert.
 *
 * @param selectionBias
 *            {@code [X]}, added for the choice only, or null
 */
@SuppressWarnings("ArrayRecordComponent") // the bias is shared, never compared
record ExpertRouter(FeedForwardSpec.Router spec, Linear logits, float @Nullable [] selectionBias) {
    /** Smallest sum that weights are divided by: the smallest normal half-precision number. */
    private static final float LEAST_SUM = 0x1p-14f;

    /**
     * Routes every row.
     *
     * @param x
     *            {@code [T][E]}
     * @param experts
     *            {@code [T][K]}, receives expert ids, best first
     * @param weights
     *            {@code [T][K]}, receives their weights
     */
    void route(Batch batch, Inputs x, int[] experts, float[] weights) {
        int rows = batch.rows();
        int n = spec.experts();
        float[] probabilities = batch.floats(Scratch.Slot.ROUTER, (long) rows * n);
        logits.apply(batch.compute(), x, probabilities);
        float[] scores = new float[n];
        for (int t = 0; t < rows; t++) {
            choose(batch.compute().kernels(), probabilities, t * n, scores, experts, weights, t * spec.used());
        }
    }

    private void choose(Kernels kernels, float[] p, int po, float[] scores, int[] experts, float[] weights, int o) {
        int n = spec.experts();
        switch (spec.gate()) {
            case SOFTMAX -> kernels.softmax(p, po, n);
            case SIGMOID -> {
                for (int i = 0; i < n; i++) {
                    p[po + i] = (float) (1 / (1 + Math.exp(-p[po + i])));
                }
            }
            case SOFTMAX_OF_CHOSEN -> {
            }
        }
        for (int i = 0; i < n; i++) {
            scores[i] = selectionBias == null ? p[po + i] : p[po + i] + selectionBias[i];
        }
        if (spec.groups() > 1) {
            keepBestGroups(scores);
        }
        float sum = 0;
        for (int k = 0; k < spec.used(); k++) {
            int best = argMax(scores, 0, n);
            experts[o + k] = best;
            weights[o + k] = p[po + best];
            sum += weights[o + k];
            scores[best] = Float.NEGATIVE_INFINITY;
        }
        if (spec.gate() == FeedForwardSpec.Gate.SOFTMAX_OF_CHOSEN) {
            kernels.softmax(weights, o, spec.used());
        }
        float scale = spec.normalise() ? spec.scale() / Math.max(sum, LEAST_SUM) : spec.scale();
        for (int k = 0; k < spec.used(); k++) {
            weights[o + k] *= scale;
        }
    }

    /** Sets the scores of all but the best groups to negative infinity; a group counts as the sum of its two best. */
    private void keepBestGroups(float[] scores) {
        int size = spec.experts() / spec.groups();
        float[] groups = new float[spec.groups()];
        for (int g = 0; g < groups.length; g++) {
            float first = Float.NEGATIVE_INFINITY;
            float second = Float.NEGATIVE_INFINITY;
            for (int i = g * size; i < (g + 1) * size; i++) {
                if (scores[i] > first) {
                    second = first;
                    first = scores[i];
                } else {
                    second = Math.max(second, scores[i]);
                }
            }
            groups[g] = size == 1 ? first : first + second;
        }
        boolean[] keep = new boolean[groups.length];
        for (int i = 0; i < spec.groupsUsed(); i++) {
            int best = argMax(groups, 0, groups.length);
            keep[best] = true;
            groups[best] = Float.NEGATIVE_INFINITY;
        }
        for (int g = 0; g < keep.length; g++) {
            if (!keep[g]) {
                Arrays.fill(scores, g * size, (g + 1) * size, Float.NEGATIVE_INFINITY);
            }
        }
    }

    private static int argMax(float[] x, int from, int to) {
        int best = from;
        for (int i = from + 1; i < to; i++) {
            if (x[i] > x[best]) {
                best = i;
            }
        }
        return best;
    }
}
