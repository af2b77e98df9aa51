package io.engram.planner;

/**
 * The policy improvement of Gumbel MuZero (Danihelka et al. 2022, sections 4 and 5): returns of untried actions are completed
 * with a mix of the model's value and the tried ones, scaled to 0..1 within the node, and added to the prior's logits.
 * sigma(q) = (c_visit + max n) * c_scale * q with c_visit 50 and c_scale 0.1.
 */
final class CompletedQ {
    private static final float C_VISIT = 50f;
    private static final float C_SCALE = 0.1f;
    private static final float TINY = 1e-9f;
    private final Tree tree;
    private float[] logits = new float[16];
    private float[] policy = new float[16];

    CompletedQ(Tree tree) {
        this.tree = tree;
    }

    /** softmax(log p + sigma(completed q)), [edges of the node]; overwritten by the next call. */
    float[] improvedPolicy(int node) {
        int count = tree.edgeCount[node];
        float[] scores = scores(node);
        if (policy.length < count) {
            policy = new float[count * 2];
        }
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            max = Math.max(max, scores[i]);
        }
        float sum = 0f;
        for (int i = 0; i < count; i++) {
            policy[i] = (float) Math.exp(scores[i] - max);
            sum += policy[i];
        }
        for (int i = 0; i < count; i++) {
            policy[i] /= sum;
        }
        return policy;
    }

    /** log p + sigma(completed q), [edges of the node]; overwritten by the next call. */
    float[] scores(int node) {
        int first = tree.firstEdge[node];
        int count = tree.edgeCount[node];
        if (logits.length < count) {
            logits = new float[count * 2];
        }
        float mixed = mixedValue(node);
        float low = mixed;
        float high = mixed;
        int most = 0;
        for (int e = first; e < first + count; e++) {
            if (tree.edgeVisits[e] > 0) {
                low = Math.min(low, tree.q[e]);
                high = Math.max(high, tree.q[e]);
                most = Math.max(most, tree.edgeVisits[e]);
            }
        }
        float factor = high > low ? (C_VISIT + most) * C_SCALE / (high - low) : 0f;
        for (int i = 0; i < count; i++) {
            int e = first + i;
            float q = tree.edgeVisits[e] > 0 ? tree.q[e] : mixed;
            logits[i] = (float) Math.log(Math.max(tree.prior[e], TINY)) + factor * (q - low);
        }
        return logits;
    }

    /** (v + N * prior-weighted mean of the tried q) / (1 + N). */
    private float mixedValue(int node) {
        int first = tree.firstEdge[node];
        float weight = 0f;
        float weighted = 0f;
        int visits = 0;
        for (int e = first; e < first + tree.edgeCount[node]; e++) {
            if (tree.edgeVisits[e] > 0) {
                float p = Math.max(tree.prior[e], TINY);
                weight += p;
                weighted += p * tree.q[e];
                visits += tree.edgeVisits[e];
            }
        }
        return visits == 0 ? tree.estimate[node] : (tree.estimate[node] + visits * (weighted / weight)) / (1 + visits);
    }
}
