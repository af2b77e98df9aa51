package io.engram.inference.transformer;

/** A layer's feed-forward part with its weights. Immutable. */
interface FeedForward {
    /**
     * Computes a batch.
     *
     * @param x
     *            {@code [T][E]}, normed
     * @param out
     *            {@code [T][E]}, receives what is added to the residual stream
     */
    void apply(Batch batch, Inputs x, float[] out);
}
