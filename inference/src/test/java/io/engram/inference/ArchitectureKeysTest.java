package io.engram.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Architectures without stored runs against a plain reference, and what absent, alternative and unknown keys mean. */
class ArchitectureKeysTest {
    private static final int[] PROMPT = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5};

    @SuppressWarnings("NullAway.Init") // set by JUnit
    @TempDir
    Path directory;

    @Test
    void lfm2moe_isTheReference() throws IOException {
        TinyModel model = TinyModel.lfm2moe();
        Path file = model.write(directory);
        compare(new ScalarReference(model, true, true, "token_embd_norm.weight", "token_embd.weight").logits(4, PROMPT),
                TinyModel.logits(file, PROMPT));
        try (LanguageModel loaded = LanguageModel.load(file); Session session = loaded.newSession(64)) {
            session.prefill(PROMPT, null);
            session.prefill(new int[]{7, 8}, null);
            float[] expected = session.logits();
            session.rewind(PROMPT.length);
            session.prefill(new int[]{7, 8}, null);
            assertThat(session.logits()).isEqualTo(expected);
        }
    }

    @Test
    void llama_denseAndMixed_isTheReference() throws IOException {
        TinyModel model = new TinyModel("llama", 3, 2).key("feed_forward_length", 40).key("rope.dimension_count", 8)
                .key("rope.scaling.finetuned", false).key("expert_feed_forward_length", TinyModel.WIDTH)
                .tensor("output.weight", TinyModel.EMBEDDING, TinyModel.VOCABULARY);
        model.attention(0).attention(1).attention(2).dense(0, 40).dense(1, 40).experts(2);
        compare(new ScalarReference(model, false, false, "output_norm.weight", "output.weight").logits(3, PROMPT),
                TinyModel.logits(model.write(directory), PROMPT));
    }

    /** Old files hold one tensor per expert, new ones may hold gate and up in one: all say the same. */
    @Test
    void experts_splitOrFused_areTheSame() throws IOException {
        TinyModel stacked = new TinyModel("llama", 1, 3).attention(0).experts(0);
        List<float[]> expected = TinyModel.logits(stacked.write(directory), PROMPT);
        int matrix = TinyModel.EMBEDDING * TinyModel.WIDTH;
        TinyModel split = new TinyModel("llama", 1, 3).attention(0).experts(0);
        for (String name : List.of("gate", "up", "down")) {
            float[] all = stacked.values("blk.0.ffn_" + name + "_exps.weight");
            split.without("blk.0.ffn_" + name + "_exps.weight");
            for (int e = 0; e < TinyModel.EXPERTS; e++) {
                long in = name.equals("down") ? TinyModel.WIDTH : TinyModel.EMBEDDING;
                split.put("blk.0.ffn_" + name + "." + e + ".weight",
                        Arrays.copyOfRange(all, e * matrix, (e + 1) * matrix), in, matrix / in);
            }
        }
        compareFloats(expected, TinyModel.logits(split.write(directory), PROMPT));
        TinyModel fused = new TinyModel("llama", 1, 3).attention(0).experts(0);
        float[] both = new float[2 * matrix * TinyModel.EXPERTS];
        for (int e = 0; e < TinyModel.EXPERTS; e++) {
            System.arraycopy(stacked.values("blk.0.ffn_gate_exps.weight"), e * matrix, both, 2 * e * matrix, matrix);
            System.arraycopy(stacked.values("blk.0.ffn_up_exps.weight"), e * matrix, both, (2 * e + 1) * matrix,
                    matrix);
        }
        fused.without("blk.0.ffn_gate_exps.weight").without("blk.0.ffn_up_exps.weight").put(
                "blk.0.ffn_gate_up_exps.weight", both, TinyModel.EMBEDDING, 2 * TinyModel.WIDTH, TinyModel.EXPERTS);
        compareFloats(expected, TinyModel.logits(fused.write(directory), PROMPT));
    }

    /** A file that says no width of experts, or the dense one, is read by its tensors, as other engines do. */
    @Test
    void expertWidth_whereAbsent_isTheTensors() throws IOException {
        TinyModel said = qwen3moe(4);
        TinyModel unsaid = qwen3moe(4).without("expert_feed_forward_length").key("feed_forward_length", 96);
        compareFloats(TinyModel.logits(said.write(directory), PROMPT),
                TinyModel.logits(unsaid.write(directory), PROMPT));
    }

    /** As Qwen3-30B-A3B's file says it: head length apart from E / heads, and keys that change nothing. */
    private static TinyModel qwen3moe(int seed) {
        return new TinyModel("qwen3moe", 1, seed).key("attention.key_length", 8).key("attention.value_length", 8)
                .key("rope.freq_base", 1e6f).key("expert_feed_forward_length", TinyModel.WIDTH)
                .key("some.future_key", 7).key("vocab_size", TinyModel.VOCABULARY)
                .attention(0).norm("blk.0.attn_q_norm.weight", 8).norm("blk.0.attn_k_norm.weight", 8).experts(0);
    }

    /** Router weights are divided by their sum where the architecture does so, whatever the file leaves out. */
    @Test
    void routerNorm_whereAbsent_isTheArchitectures() throws IOException {
        for (String architecture : List.of("qwen3moe", "llama", "granitemoe", "olmoe", "qwen2moe", "deepseek2")) {
            boolean normalised = List.of("qwen3moe", "llama", "granitemoe").contains(architecture);
            TinyModel unsaid = routed(architecture);
            TinyModel said = routed(architecture).key("expert_weights_norm", normalised);
            TinyModel other = routed(architecture).key("expert_weights_norm", !normalised);
            List<float[]> received = TinyModel.logits(unsaid.write(directory), PROMPT);
            compareFloats(TinyModel.logits(said.write(directory), PROMPT), received);
            assertThat(received.getLast()).as(architecture)
                    .isNotEqualTo(TinyModel.logits(other.write(directory), PROMPT).getLast());
        }
    }

    private static TinyModel routed(String architecture) {
        TinyModel model = new TinyModel(architecture, 1, 9).key("expert_feed_forward_length", TinyModel.WIDTH);
        if (architecture.equals("deepseek2")) {
            return latent(model).experts(0);
        }
        model.attention(0).experts(0);
        if (architecture.equals("olmoe")) {
            model.norm("blk.0.attn_q_norm.weight", 32).norm("blk.0.attn_k_norm.weight", 16);
        }
        if (architecture.equals("qwen3moe")) {
            model.norm("blk.0.attn_q_norm.weight", 8).norm("blk.0.attn_k_norm.weight", 8);
        }
        return model;
    }

    /** DeepSeek-V2-Lite: no rank of queries, 4 plain and 4 rotated elements, a latent vector of 12. */
    private static TinyModel latent(TinyModel model) {
        return model.key("attention.kv_lora_rank", 12).key("attention.key_length", 8).key("attention.value_length", 6)
                .key("rope.dimension_count", 4).key("attention.head_count_kv", 4)
                .norm("blk.0.attn_norm.weight", 32).tensor("blk.0.attn_q.weight", 32, 32)
                .tensor("blk.0.attn_kv_a_mqa.weight", 32, 16).norm("blk.0.attn_kv_a_norm.weight", 12)
                .tensor("blk.0.attn_kv_b.weight", 12, 4 * (4 + 6)).tensor("blk.0.attn_output.weight", 24, 32);
    }

    /** Both forms of latent attention, made from the same weights, give the same logits; a file may also hold both. */
    @Test
    void deepseek2_bothForms_areTheSame() throws IOException {
        TinyModel expanded = latent(new TinyModel("deepseek2", 1, 6)).dense(0, 16);
        List<float[]> expected = TinyModel.logits(expanded.write(directory), PROMPT);
        float[] up = expanded.values("blk.0.attn_kv_b.weight");
        float[] keys = new float[4 * 12 * 4];
        float[] values = new float[4 * 6 * 12];
        for (int h = 0; h < 4; h++) {
            for (int c = 0; c < 12; c++) {
                for (int i = 0; i < 4; i++) {
                    keys[(h * 12 + c) * 4 + i] = up[(h * 10 + i) * 12 + c];
                }
                for (int i = 0; i < 6; i++) {
                    values[(h * 6 + i) * 12 + c] = up[(h * 10 + 4 + i) * 12 + c];
                }
            }
        }
        TinyModel both = latent(new TinyModel("deepseek2", 1, 6)).dense(0, 16)
                .put("blk.0.attn_k_b.weight", keys, 4, 12, 4).put("blk.0.attn_v_b.weight", values, 12, 6, 4);
        compareFloats(expected, TinyModel.logits(both.write(directory), PROMPT));
        TinyModel absorbed = both.without("blk.0.attn_kv_b.weight").key("attention.head_count_kv", 1)
                .key("attention.key_length", 16).key("attention.value_length", 12)
                .key("attention.key_length_mla", 8).key("attention.value_length_mla", 6);
        compareFloats(expected, TinyModel.logits(absorbed.write(directory), PROMPT));
    }

    /** Linear scaling divides positions; its old key counts too; a stretch of rotations is not Granite's switch. */
    @Test
    void ropeScaling_keysMeanWhatTheySay() throws IOException {
        List<float[]> plain = TinyModel.logits(dense().write(directory), PROMPT);
        List<float[]> linear = TinyModel.logits(
                dense().key("rope.scaling.type", "linear").key("rope.scaling.factor", 4f).write(directory), PROMPT);
        compareFloats(linear, TinyModel.logits(dense().key("rope.scale_linear", 4f).write(directory), PROMPT));
        compareFloats(plain, TinyModel.logits(
                dense().key("rope.scaling.type", "none").key("rope.scaling.factor", 4f).write(directory), PROMPT));
        compareFloats(plain,
                TinyModel.logits(dense().key("rope.scaling.finetuned", false).write(directory), PROMPT));
        assertThat(linear.getLast()).isNotEqualTo(plain.getLast());
        // The file's own divisors of all frequencies do the same as linear scaling.
        TinyModel factors = dense().put("rope_freqs.weight", new float[]{4, 4, 4, 4}, 4);
        compareFloats(linear, TinyModel.logits(factors.write(directory), PROMPT));
    }

    private static TinyModel dense() {
        return new TinyModel("llama", 1, 8).attention(0).dense(0, 16);
    }

    @ParameterizedTest
    @CsvSource({"attn_logit_softcapping, 30", "final_logit_softcapping, 30", "attention.clamp_kqv, 8",
            "attention.max_alibi_bias, 8", "attention.temperature_scale, 0.1"})
    void keysThatChangeTheMaths_areRefused(String key, float value) throws IOException {
        Path file = dense().key(key, value).write(directory);
        assertThatThrownBy(() -> LanguageModel.load(file)).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("llama." + key);
        TinyModel.logits(dense().key(key, 0f).write(directory), 1, 2);
    }

    @Test
    void tensorsWithoutUse_areRefused_butKnownHarmlessOnes() throws IOException {
        Path normed = dense().norm("blk.0.attn_q_norm.weight", 8).write(directory);
        assertThatThrownBy(() -> LanguageModel.load(normed)).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("blk.0.attn_q_norm.weight");
        Path longRope = dense().key("rope.scaling.type", "longrope").write(directory);
        assertThatThrownBy(() -> LanguageModel.load(longRope)).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("longrope");
        TinyModel.logits(dense().bias("blk.0.attn_rot_embd.weight", 4).key("nextn_predict_layers", 1)
                .key("block_count", 2).norm("blk.1.attn_norm.weight", 32).write(directory), 1, 2);
    }

    private static void compare(List<double[]> expected, List<float[]> received) {
        for (int t = 0; t < expected.size(); t++) {
            for (int id = 0; id < TinyModel.VOCABULARY; id++) {
                assertThat((double) received.get(t)[id]).as("token %d, id %d", t, id)
                        .isCloseTo(expected.get(t)[id], Offset.offset(1e-4));
            }
        }
    }

    private static void compareFloats(List<float[]> expected, List<float[]> received) {
        for (int t = 0; t < expected.size(); t++) {
            for (int id = 0; id < TinyModel.VOCABULARY; id++) {
                assertThat(received.get(t)[id]).as("token %d, id %d", t, id).isCloseTo(expected.get(t)[id],
                        Offset.offset(1e-4f));
            }
        }
    }
}
