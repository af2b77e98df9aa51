package io.engram.inference.transformer;

import io.engram.inference.transformer.FeedForwardSpec.Activation;
import io.engram.inference.transformer.FeedForwardSpec.Gate;
import io.engram.inference.transformer.MixerSpec.QkNorm;
import java.util.List;
import java.util.Optional;

/**
 * The table of architectures: for each GGUF id, what a file of that kind leaves unsaid. Everything that a file does say
 * (sizes, scales, biases, shared experts, which layers are dense) is read from it.
 *
 * @param id
 *            {@code general.architecture}
 * @param splitHalfRope
 *            which pairs RoPE turns
 * @param qkNorm
 *            norm of queries and keys
 * @param layout
 *            which mixer a layer has
 * @param gate
 *            router gate where {@code expert_gating_func} is absent
 * @param normalise
 *            whether router weights are divided by their sum, where {@code expert_weights_norm} is absent
 * @param activation
 *            of the experts
 * @param feedForwardNorm
 *            tensor of the norm before the feed-forward part
 * @param outputNorm
 *            tensor of the last norm
 */
record Architecture(String id, boolean splitHalfRope, QkNorm qkNorm, Layout layout, Gate gate, boolean normalise,
        Activation activation, String feedForwardNorm, String outputNorm) {

    /** Which mixer each layer has. */
    enum Layout {
        /** Attention everywhere. */
        ATTENTION,
        /** Attention, windowed in even layers. */
        WINDOW_THEN_FULL,
        /** Latent attention everywhere. */
        LATENT,
        /** Mamba-2 where the layer has no key-value heads, else attention. */
        STATE_SPACE_OR_ATTENTION,
        /** Short convolution where the layer has no key-value heads, else attention. */
        CONVOLUTION_OR_ATTENTION,
        /** Gated delta net, and every few layers gated attention. */
        DELTA_THEN_GATED_ATTENTION
    }

    private static final boolean ADJACENT = false;
    private static final boolean SPLIT = true;
    private static final List<Architecture> TABLE = List.of(
            row("llama", ADJACENT, QkNorm.NONE, Layout.ATTENTION, Gate.SOFTMAX, true),
            row("olmoe", SPLIT, QkNorm.ROW, Layout.ATTENTION, Gate.SOFTMAX, false),
            row("qwen2moe", SPLIT, QkNorm.NONE, Layout.ATTENTION, Gate.SOFTMAX, false),
            row("qwen3moe", SPLIT, QkNorm.HEAD, Layout.ATTENTION, Gate.SOFTMAX, true),
            row("granitemoe", ADJACENT, QkNorm.NONE, Layout.ATTENTION, Gate.SOFTMAX, true),
            row("granitehybrid", ADJACENT, QkNorm.NONE, Layout.STATE_SPACE_OR_ATTENTION, Gate.SOFTMAX, true),
            row("bailingmoe2", SPLIT, QkNorm.HEAD, Layout.ATTENTION, Gate.SIGMOID, true),
            row("deepseek2", ADJACENT, QkNorm.NONE, Layout.LATENT, Gate.SOFTMAX, false),
            new Architecture("gpt-oss", SPLIT, QkNorm.NONE, Layout.WINDOW_THEN_FULL, Gate.SOFTMAX_OF_CHOSEN, false,
                    Activation.CLAMPED_SWIGLU, "post_attention_norm", "output_norm"),
            new Architecture("qwen3next", SPLIT, QkNorm.HEAD, Layout.DELTA_THEN_GATED_ATTENTION, Gate.SOFTMAX, true,
                    Activation.SWIGLU, "post_attention_norm", "output_norm"),
            new Architecture("lfm2moe", SPLIT, QkNorm.HEAD, Layout.CONVOLUTION_OR_ATTENTION, Gate.SIGMOID, true,
                    Activation.SWIGLU, "ffn_norm", "token_embd_norm"));

    private static Architecture row(String id, boolean splitHalf, QkNorm qkNorm, Layout layout, Gate gate,
            boolean normalise) {
        return new Architecture(id, splitHalf, qkNorm, layout, gate, normalise, Activation.SWIGLU, "ffn_norm",
                "output_norm");
    }

    /** The row of an id, or empty. */
    static Optional<Architecture> of(String id) {
        return TABLE.stream().filter(a -> a.id.equals(id)).findFirst();
    }

    /** All ids, in table order. */
    static List<String> ids() {
        return TABLE.stream().map(Architecture::id).toList();
    }
}
