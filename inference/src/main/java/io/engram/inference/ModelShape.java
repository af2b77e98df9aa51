package io.engram.inference;

import io.engram.inference.gguf.GgufWriter;
import io.engram.tensor.DType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Sizes of a model to be written: grouped-query attention and a mixture of experts in every layer.
 *
 * @param heads
 *            query heads of {@code embedding / heads} elements
 * @param width
 *            F of one expert
 * @param tied
 *            whether the output projection is the token embedding
 */
record ModelShape(String name, String architecture, int layers, int embedding, int heads, int kvHeads, int width,
        int experts, int used, int vocabulary, int context, boolean tied) {

    /**
     * One tensor of the file.
     *
     * @param norm
     *            whether its values are near 1 rather than near 0
     */
    record Tensor(String name, DType type, int columns, int rows, int slices, boolean norm) {
        long bytes() {
            return type.bytes((long) columns * rows * slices);
        }
    }

    void putKeys(GgufWriter writer) throws IOException {
        String a = architecture + ".";
        writer.putText("general.architecture", architecture);
        writer.putText("general.name", name + " (random weights)");
        writer.putInteger(a + "context_length", context);
        writer.putInteger(a + "embedding_length", embedding);
        writer.putInteger(a + "block_count", layers);
        writer.putInteger(a + "feed_forward_length", width);
        writer.putInteger(a + "vocab_size", vocabulary);
        writer.putInteger(a + "attention.head_count", heads);
        writer.putInteger(a + "attention.head_count_kv", kvHeads);
        writer.putNumber(a + "attention.layer_norm_rms_epsilon", architecture.equals("olmoe") ? 1e-5f : 1e-6f);
        writer.putNumber(a + "rope.freq_base", 10_000);
        writer.putInteger(a + "rope.dimension_count", embedding / heads);
        writer.putInteger(a + "expert_count", experts);
        writer.putInteger(a + "expert_used_count", used);
        if (architecture.equals("granitemoe")) {
            // The published multipliers of Granite 3.x 1B-A400M.
            writer.putNumber(a + "embedding_scale", 12);
            writer.putNumber(a + "residual_scale", 0.22f);
            writer.putNumber(a + "attention.scale", 0.015625f);
            writer.putNumber(a + "logit_scale", 6);
        }
        SyntheticVocabulary.put(writer, vocabulary);
    }

    List<Tensor> tensors(DType type) {
        int head = embedding / heads;
        List<Tensor> list = new ArrayList<>();
        list.add(matrix("token_embd", type, embedding, vocabulary, 1));
        list.add(norm("output_norm", embedding));
        if (!tied) {
            list.add(matrix("output", type, embedding, vocabulary, 1));
        }
        for (int i = 0; i < layers; i++) {
            String p = "blk." + i + ".";
            list.add(norm(p + "attn_norm", embedding));
            list.add(matrix(p + "attn_q", type, embedding, heads * head, 1));
            list.add(matrix(p + "attn_k", type, embedding, kvHeads * head, 1));
            list.add(matrix(p + "attn_v", type, embedding, kvHeads * head, 1));
            list.add(matrix(p + "attn_output", type, heads * head, embedding, 1));
            if (architecture.equals("olmoe")) {
                list.add(norm(p + "attn_q_norm", heads * head));
                list.add(norm(p + "attn_k_norm", kvHeads * head));
            }
            list.add(norm(p + "ffn_norm", embedding));
            list.add(matrix(p + "ffn_gate_inp", DType.F32, embedding, experts, 1));
            list.add(matrix(p + "ffn_gate_exps", type, embedding, width, experts));
            list.add(matrix(p + "ffn_up_exps", type, embedding, width, experts));
            list.add(matrix(p + "ffn_down_exps", type, width, embedding, experts));
        }
        return list;
    }

    private static Tensor matrix(String name, DType type, int columns, int rows, int slices) {
        return new Tensor(name + ".weight", type, columns, rows, slices, false);
    }

    private static Tensor norm(String name, int n) {
        return new Tensor(name + ".weight", DType.F32, n, 1, 1, true);
    }
}
