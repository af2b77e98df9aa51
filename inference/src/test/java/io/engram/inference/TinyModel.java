package io.engram.inference;

import io.engram.inference.gguf.GgufWriter;
import io.engram.tensor.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Model files of random weights with exactly the keys and tensors that a test names. */
final class TinyModel {
    /** E, and the sizes of {@link #attention} and {@link #experts}. */
    static final int EMBEDDING = 32;
    static final int VOCABULARY = 48;
    static final int HEADS = 4;
    static final int KV_HEADS = 2;
    static final int HEAD = 8;
    static final int EXPERTS = 4;
    static final int USED = 2;
    static final int WIDTH = 16;

    private final String architecture;
    private final Map<String, Object> keys = new LinkedHashMap<>();
    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final Map<String, float[]> values = new LinkedHashMap<>();
    private final Random random;

    TinyModel(String architecture, int layers, long seed) {
        this.architecture = architecture;
        this.random = new Random(seed);
        key("block_count", layers).key("context_length", 64).key("embedding_length", EMBEDDING)
                .key("attention.head_count", HEADS).key("attention.head_count_kv", KV_HEADS)
                .key("attention.layer_norm_rms_epsilon", 1e-5f).key("feed_forward_length", WIDTH);
        tensor("token_embd.weight", EMBEDDING, VOCABULARY);
        norm("output_norm.weight", EMBEDDING);
    }

    /** Sets a key of the architecture: Integer, Float, Boolean, String or int[]. */
    TinyModel key(String name, Object value) {
        keys.put(architecture + "." + name, value);
        return this;
    }

    TinyModel without(String name) {
        keys.remove(architecture + "." + name);
        shapes.remove(name);
        values.remove(name);
        return this;
    }

    /** Adds a tensor of random values of variance 1 / columns. */
    TinyModel tensor(String name, long... shape) {
        return add(name, Math.sqrt(1.0 / shape[0]), 0, shape);
    }

    /** Adds a tensor of random values near 1. */
    TinyModel norm(String name, long n) {
        return add(name, 0.1, 1, n);
    }

    /** Adds a tensor of small random values. */
    TinyModel bias(String name, long... shape) {
        return add(name, 0.3, 0, shape);
    }

    private TinyModel add(String name, double deviation, double mean, long... shape) {
        long n = 1;
        for (long size : shape) {
            n *= size;
        }
        float[] drawn = new float[(int) n];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = (float) (random.nextGaussian() * deviation + mean);
        }
        return put(name, drawn, shape);
    }

    TinyModel put(String name, float[] content, long... shape) {
        shapes.put(name, shape);
        values.put(name, content);
        return this;
    }

    float[] values(String name) {
        return values.getOrDefault(name, new float[0]);
    }

    /** Attention with {@code attn_norm}. */
    TinyModel attention(int layer) {
        String p = "blk." + layer + ".";
        return norm(p + "attn_norm.weight", EMBEDDING).tensor(p + "attn_q.weight", EMBEDDING, HEADS * HEAD)
                .tensor(p + "attn_k.weight", EMBEDDING, KV_HEADS * HEAD)
                .tensor(p + "attn_v.weight", EMBEDDING, KV_HEADS * HEAD)
                .tensor(p + "attn_output.weight", HEADS * HEAD, EMBEDDING);
    }

    /** A dense feed-forward part with {@code ffn_norm}. */
    TinyModel dense(int layer, int width) {
        String p = "blk." + layer + ".";
        return norm(p + "ffn_norm.weight", EMBEDDING).tensor(p + "ffn_gate.weight", EMBEDDING, width)
                .tensor(p + "ffn_up.weight", EMBEDDING, width).tensor(p + "ffn_down.weight", width, EMBEDDING);
    }

    /** A mixture with {@code ffn_norm}. */
    TinyModel experts(int layer) {
        String p = "blk." + layer + ".";
        key("expert_count", EXPERTS).key("expert_used_count", USED);
        return norm(p + "ffn_norm.weight", EMBEDDING).tensor(p + "ffn_gate_inp.weight", EMBEDDING, EXPERTS)
                .tensor(p + "ffn_gate_exps.weight", EMBEDDING, WIDTH, EXPERTS)
                .tensor(p + "ffn_up_exps.weight", EMBEDDING, WIDTH, EXPERTS)
                .tensor(p + "ffn_down_exps.weight", WIDTH, EMBEDDING, EXPERTS);
    }

    /** Short convolutions, and attention in layer 2. */
    static TinyModel lfm2moe() {
        TinyModel model = new TinyModel("lfm2moe", 4, 1).without("output_norm.weight")
                .key("attention.head_count_kv", new int[]{0, 0, KV_HEADS, 0}).key("shortconv.l_cache", 3)
                .key("leading_dense_block_count", 1).key("expert_gating_func", 2)
                .key("expert_feed_forward_length", WIDTH).key("feed_forward_length", 24)
                .key("rope.freq_base", 10_000f).key("vocab_size", VOCABULARY)
                .norm("token_embd_norm.weight", EMBEDDING);
        for (int layer : new int[]{0, 1, 3}) {
            String p = "blk." + layer + ".";
            model.norm(p + "attn_norm.weight", EMBEDDING)
                    .bias(p + "shortconv.conv.weight", 3, EMBEDDING)
                    .tensor(p + "shortconv.in_proj.weight", EMBEDDING, 3 * EMBEDDING)
                    .tensor(p + "shortconv.out_proj.weight", EMBEDDING, EMBEDDING);
        }
        model.attention(2).norm("blk.2.attn_q_norm.weight", HEAD).norm("blk.2.attn_k_norm.weight",
                HEAD);
        model.dense(0, 24);
        for (int layer = 1; layer < 4; layer++) {
            model.experts(layer).bias("blk." + layer + ".exp_probs_b.bias", EXPERTS);
        }
        return model;
    }

    Path write(Path directory) throws IOException {
        Path file = directory.resolve(architecture + "-" + random.nextInt(1 << 30) + ".gguf");
        try (GgufWriter writer = new GgufWriter(file)) {
            writer.putText("general.architecture", architecture);
            for (Map.Entry<String, Object> key : keys.entrySet()) {
                put(writer, key.getKey(), key.getValue());
            }
            shapes.forEach((name, shape) -> writer.tensor(name, DType.F32, shape));
            writer.begin();
            for (float[] content : values.values()) {
                ByteBuffer bytes = ByteBuffer.allocate(4 * content.length).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(content);
                writer.append(MemorySegment.ofArray(bytes.array()));
            }
        }
        return file;
    }

    private static void put(GgufWriter writer, String key, Object value) throws IOException {
        switch (value) {
            case Integer i -> writer.putInteger(key, i);
            case Float f -> writer.putNumber(key, f);
            case Boolean b -> writer.putBool(key, b);
            case String s -> writer.putText(key, s);
            case int[] many -> writer.putIntegers(key, many);
            default -> throw new IllegalArgumentException(key);
        }
    }

    /** Logits after every token of a prompt, taken in at once; and a check that one by one gives the same. */
    static List<float[]> logits(Path file, int... prompt) throws IOException {
        List<float[]> rows = new ArrayList<>();
        try (LanguageModel model = LanguageModel.load(file, LoadOptions.defaults().withThreads(1));
                Session session = model.newSession(64);
                Session single = model.newSession(64)) {
            session.prefill(prompt, (position, logits) -> rows.add(logits.clone()));
            for (int i = 0; i < prompt.length; i++) {
                single.accept(prompt[i]);
                for (int id = 0; id < VOCABULARY; id++) {
                    float difference = Math.abs(single.logits()[id] - rows.get(i)[id]);
                    if (difference > 1e-4f) {
                        throw new AssertionError("one by one: differs by " + difference + " at token " + i);
                    }
                }
            }
        }
        return rows;
    }
}
