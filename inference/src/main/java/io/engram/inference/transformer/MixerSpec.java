package io.engram.inference.transformer;

import java.util.Optional;

/** The part of a layer that moves information between positions. */
public sealed interface MixerSpec {
    /** Norms of queries and keys before the rotation. */
    enum QkNorm {
        /** None. */
        NONE,
        /** RMS norm over all heads of a position at once. */
        ROW,
        /** RMS norm over each head. */
        HEAD
    }

    /**
     * Grouped-query attention.
     *
     * @param heads
     *            query heads
     * @param kvHeads
     *            key and value heads, a divisor of {@code heads}
     * @param headDim
     *            elements of a query or key head
     * @param valueDim
     *            elements of a value head
     * @param rope
     *            rotation, or empty for none
     * @param qkNorm
     *            norm of queries and keys
     * @param scale
     *            multiplies query-key products
     * @param window
     *            positions that a query sees, its own included; 0 for all
     * @param gated
     *            whether the query projection also gives a gate per head whose sigmoid multiplies the output
     */
    record Attention(int heads, int kvHeads, int headDim, int valueDim, Optional<RopeSpec> rope, QkNorm qkNorm,
            float scale, int window, boolean gated) implements MixerSpec {
    }

    /**
     * Multi-head latent attention: keys and values come from one low-rank vector per position.
     *
     * @param heads
     *            query heads
     * @param queryRank
     *            rank of the query projection; 0 for a full one
     * @param latentRank
     *            elements of the shared vector
     * @param plainDim
     *            elements of a head that are not rotated
     * @param valueDim
     *            elements of a value head
     * @param rope
     *            rotation of the remaining elements, shared by all heads on the key side
     * @param scale
     *            multiplies query-key products
     * @param absorbed
     *            whether the file holds the key and value expansions apart ({@code attn_k_b}, {@code attn_v_b}), so that
     *            attention works on the latent vectors themselves
     */
    record Latent(int heads, int queryRank, int latentRank, int plainDim, int valueDim, RopeSpec rope, float scale,
            boolean absorbed) implements MixerSpec {
    }

    /**
     * Gated short convolution.
     *
     * @param kernel
     *            positions that it sees
     */
    record ShortConvolution(int kernel) implements MixerSpec {
    }

    /**
     * Mamba-2 state space layer.
     *
     * @param inner
     *            elements of its input and output, over all heads
     * @param state
     *            state elements per channel
     * @param groups
     *            groups of heads that share input and output maps
     * @param heads
     *            heads, a divisor of {@code inner}
     * @param kernel
     *            width of the convolution before it
     */
    record StateSpace(int inner, int state, int groups, int heads, int kernel) implements MixerSpec {
    }

    /**
     * Gated delta net.
     *
     * @param keyDim
     *            elements of a query or key head
     * @param valueDim
     *            elements of a value head
     * @param keyHeads
     *            query and key heads, a divisor of {@code valueHeads}
     * @param valueHeads
     *            value heads
     * @param kernel
     *            width of the convolution before it
     */
    record DeltaNet(int keyDim, int valueDim, int keyHeads, int valueHeads, int kernel) implements MixerSpec {
    }
}
