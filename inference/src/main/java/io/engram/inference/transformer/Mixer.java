package io.engram.inference.transformer;

import io.engram.inference.KvType;

/** A layer's mixer with its weights. Immutable. */
interface Mixer {
    /**
     * Mixes a batch and extends the states of its sequences.
     *
     * @param layer
     *            index of the layer, for {@link SequenceState#layer}
     * @param x
     *            {@code [T][E]}, normed
     * @param out
     *            {@code [T][E]}, receives what is added to the residual stream
     */
    void apply(Batch batch, int layer, Inputs x, float[] out);

    /** State before the first token, for at most {@code capacity} of them. */
    LayerState newState(KvType kv, int capacity);
}
