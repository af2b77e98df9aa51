package io.engram.inference.transformer;

/** The part of a layer that works on each position alone. */
public sealed interface FeedForwardSpec {
    /** What joins the gate and up projections. */
    enum Activation {
        /** {@code silu(gate) * up}. */
        SWIGLU,
        /** gpt-oss: both clamped at 7, {@code gate * sigmoid(1.702 gate) * (up + 1)}. */
        CLAMPED_SWIGLU
    }

    /** How router logits become probabilities. */
    enum Gate {
        /** Softmax over all experts. */
        SOFTMAX,
        /** Sigmoid of each. */
        SIGMOID,
        /** Experts are chosen by logit, then softmax over the chosen. */
        SOFTMAX_OF_CHOSEN
    }

    /** Width of the gate and up projections of the dense layer, or of one expert. */
    int width();

    /** One feed-forward network for all tokens. */
    record Dense(int width) implements FeedForwardSpec {
    }

    /**
     * A mixture of experts; shared experts are there when the file has their tensors.
     *
     * @param width
     *            F of one expert
     * @param activation
     *            of the experts
     * @param router
     *            which experts a token goes to
     */
    record Mixture(int width, Activation activation, Router router) implements FeedForwardSpec {
    }

    /**
     * Chooses experts: the gate turns logits into probabilities; with groups, only the groups with the largest sums of two
     * best scores stay; the {@code used} largest scores win, where score is the probability plus the file's selection bias;
     * the weights are the probabilities without bias, divided by their sum if {@code normalise}, times {@code scale}.
     *
     * @param experts
     *            X
     * @param used
     *            K
     * @param groups
     *            number of equal groups; 1 for none
     * @param groupsUsed
     *            groups that stay
     */
    record Router(int experts, int used, Gate gate, boolean normalise, float scale, int groups, int groupsUsed) {
    }
}
