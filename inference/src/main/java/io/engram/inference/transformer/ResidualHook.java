package io.engram.inference.transformer;

/**
 * Looks at the residual stream between layers and may change it: for probes, and for vectors that steer a model (activation
 * addition; Turner et al. 2023). A sequence without one costs one null check per layer.
 */
@FunctionalInterface
public interface ResidualHook {
    /**
     * Called for every token of the sequence after every layer, in order of layers and then positions. What it leaves in the
     * array is what the next layer (after the last one, the final norm) sees. It runs on the thread that computes the batch,
     * which may be another one than the session's, and must not call the model. An exception fails the session's call and no
     * other.
     *
     * @param layer
     *            the layer that was just added, from 0
     * @param position
     *            of the token in its sequence
     * @param residual
     *            the token's values are {@code [offset, offset + length)}; valid during the call only
     * @param length
     *            E
     */
    void after(int layer, int position, float[] residual, int offset, int length);
}
