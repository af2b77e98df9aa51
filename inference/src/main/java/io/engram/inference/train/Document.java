package io.engram.inference.train;

import io.engram.tensor.ShapeException;
import java.util.Arrays;

/**
 * A text to learn from: token ids, and for each how much predicting it counts.
 *
 * <p>A text may go on in several ways: after a trunk come branches, each of which follows the trunk and knows nothing of the
 * others. One reading of the trunk serves them all, and the losses are those of as many texts of trunk and branch.
 */
public final class Document {
    private final int[] tokens;
    private final float[] weights;
    private final int[] branches;

    /**
     * A text with weights.
     *
     * @param tokens
     *            at least 2 ids
     * @param weights
     *            one per token: 0 for what is only read (a prompt), 1 for what is to be said; the first is never predicted.
     *            Both arrays are taken over, not copied.
     */
    public Document(int[] tokens, float[] weights) {
        this(tokens, weights, new int[0]);
    }

    /**
     * A trunk and its branches.
     *
     * @param branches
     *            where each begins, ascending and above 0; the first token of a branch cannot be predicted and has weight 0.
     *            Taken over, not copied.
     */
    public Document(int[] tokens, float[] weights, int[] branches) {
        if (tokens.length < 2 || weights.length != tokens.length) {
            throw new ShapeException("document: expected at least 2 tokens and as many weights, received "
                    + tokens.length + " and " + weights.length);
        }
        int last = 0;
        for (int branch : branches) {
            if (branch <= last || branch >= tokens.length || weights[branch] != 0) {
                throw new ShapeException(
                        "document: expected branches that ascend from above 0 to below " + tokens.length
                                + " and begin with weight 0, received " + Arrays.toString(branches));
            }
            last = branch;
        }
        this.tokens = tokens;
        this.weights = weights;
        this.branches = branches;
    }

    /** A text of which every token counts. */
    public static Document of(int... tokens) {
        float[] weights = new float[tokens.length];
        Arrays.fill(weights, 1);
        return new Document(tokens, weights);
    }

    /** The ids, live. */
    public int[] tokens() {
        return tokens;
    }

    /** The weights, live. */
    public float[] weights() {
        return weights;
    }

    /** Where the branches begin, live; empty where there is only one way to go on. */
    public int[] branches() {
        return branches;
    }

    /** Number of tokens. */
    public int length() {
        return tokens.length;
    }

    /** Most tokens that one of them has before it, itself included: the context that is needed. */
    public int depth() {
        if (branches.length == 0) {
            return tokens.length;
        }
        int longest = 0;
        for (int i = 0; i < branches.length; i++) {
            int end = i + 1 < branches.length ? branches[i + 1] : tokens.length;
            longest = Math.max(longest, end - branches[i]);
        }
        return branches[0] + longest;
    }
}
