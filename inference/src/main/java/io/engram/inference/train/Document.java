package io.engram.inference.train;

import io.engram.tensor.ShapeException;
import java.util.Arrays;

/** A text to learn from: token ids, and for each how much predicting it counts. */
public final class Document {
    private final int[] tokens;
    private final float[] weights;

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
        if (tokens.length < 2 || weights.length != tokens.length) {
            throw new ShapeException("document: expected at least 2 tokens and as many weights, received "
                    + tokens.length + " and " + weights.length);
        }
        this.tokens = tokens;
        this.weights = weights;
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

    /** Number of tokens. */
    public int length() {
        return tokens.length;
    }
}
