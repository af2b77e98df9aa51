package io.engram.inference.transformer;

import io.engram.inference.ModelFormatException;
import io.engram.inference.gguf.GgufFile;
import io.engram.inference.gguf.GgufTensor;
import io.engram.inference.gguf.Metadata;
import io.engram.inference.transformer.FeedForwardSpec.Gate;
import io.engram.inference.transformer.MixerSpec.QkNorm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a file's hyper-parameters into a {@link ModelSpec}; every value is bounded before it is used. */
final class SpecReader {
    private static final int MAX_LAYERS = 4096;
    private static final int MAX_WIDTH = 1 << 20;
    private static final int MAX_HEADS = 4096;
    private static final int MAX_EXPERTS = 65_536;
    private static final int MAX_CONTEXT = 1 << 30;
    private static final Gate[] GATE_CODES = {Gate.SOFTMAX, Gate.SIGMOID, Gate.SOFTMAX_OF_CHOSEN};

    private final GgufFile file;
    private final Metadata keys;
    private final Architecture arch;
    private final int layers;
    private final int embedding;
    private final int[] kvHeads;
    private final int[] heads;

    private SpecReader(GgufFile file, Architecture arch) throws ModelFormatException {
        this.file = file;
        this.keys = file.metadata();
        this.arch = arch;
        int blocks = keys.integer(key("block_count"), 1, MAX_LAYERS);
        int predictors = keys.integer(key("nextn_predict_layers"), 0, blocks - 1, 0);
        this.layers = blocks - predictors;
        this.embedding = keys.integer(key("embedding_length"), 1, MAX_WIDTH);
        this.heads = keys.integers(key("attention.head_count"), layers, 0, MAX_HEADS, 0);
        this.kvHeads = kvHeads();
    }

    static ModelSpec read(GgufFile file) throws ModelFormatException {
        String name = file.metadata().text("general.architecture").orElse("");
        Architecture arch = Architecture.of(name).orElseThrow(() -> file.metadata().bad("general.architecture",
                "expected one of " + Architecture.ids() + ", received \"" + name + "\""));
        return new SpecReader(file, arch).model();
    }

    private ModelSpec model() throws ModelFormatException {
        UnsupportedKeys.refuse(keys, arch.id());
        List<ModelSpec.LayerSpec> specs = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            specs.add(new ModelSpec.LayerSpec(mixer(i), feedForward(i), arch.feedForwardNorm()));
        }
        long vocabulary = file.tensor("token_embd.weight").map(t -> t.shape().rows()).orElse(0L);
        if (vocabulary < 1 || vocabulary > 1 << 26) {
            throw new ModelFormatException(file.source(), ModelFormatException.NO_OFFSET,
                    "token_embd.weight: expected 1 to 2^26 rows, received " + vocabulary);
        }
        float logits = positive("logit_scale", 1);
        String outputNorm = file.tensor(arch.outputNorm() + ".weight").isPresent() ? arch.outputNorm() : "output_norm";
        return new ModelSpec(arch.id(), embedding, (int) vocabulary,
                keys.integer(key("context_length"), 1, MAX_CONTEXT, 4096), epsilon(), positive("embedding_scale", 1),
                positive("residual_scale", 1), 1 / logits, outputNorm, specs);
    }

    private float epsilon() throws ModelFormatException {
        float epsilon = keys.number(key("attention.layer_norm_rms_epsilon"), 1e-5f);
        if (epsilon < 0 || epsilon > 1) {
            throw keys.bad(key("attention.layer_norm_rms_epsilon"), "expected a number in [0, 1], received " + epsilon);
        }
        return epsilon;
    }

    private int[] kvHeads() throws ModelFormatException {
        String key = key("attention.head_count_kv");
        int[] kv = keys.has(key) ? keys.integers(key, layers, 0, MAX_HEADS, 0) : heads.clone();
        for (int i = 0; i < layers; i++) {
            if (kv[i] != 0 && heads[i] % kv[i] != 0) {
                throw keys.bad(key,
                        "expected a divisor of " + heads[i] + " heads in layer " + i + ", received " + kv[i]);
            }
        }
        return kv;
    }

    private MixerSpec mixer(int layer) throws ModelFormatException {
        return switch (arch.layout()) {
            case ATTENTION -> attention(layer, 0, false);
            case WINDOW_THEN_FULL -> attention(layer,
                    windowed(layer) ? keys.integer(key("attention.sliding_window"), 1, MAX_CONTEXT) : 0, false);
            case LATENT -> latent(layer);
            case STATE_SPACE_OR_ATTENTION -> kvHeads[layer] == 0 ? stateSpace() : attention(layer, 0, false);
            case CONVOLUTION_OR_ATTENTION -> kvHeads[layer] == 0
                    ? new MixerSpec.ShortConvolution(keys.integer(key("shortconv.l_cache"), 1, 1024))
                    : attention(layer, 0, false);
            case DELTA_THEN_GATED_ATTENTION -> {
                int interval = keys.integer(key("full_attention_interval"), 1, MAX_LAYERS, 4);
                yield (layer + 1) % interval == 0 ? attention(layer, 0, true) : deltaNet();
            }
        };
    }

    /** Every n-th layer sees everything, n = 2 where the file says nothing; or the file says it for each layer. */
    private boolean windowed(int layer) throws ModelFormatException {
        String key = key("attention.sliding_window_pattern");
        if (keys.isArray(key)) {
            return keys.integers(key, layers, 0, 1, 0)[layer] == 1;
        }
        int every = keys.integer(key, 0, MAX_LAYERS, 2);
        return every == 0 || layer % every != every - 1;
    }

    private MixerSpec attention(int layer, int window, boolean gated) throws ModelFormatException {
        int count = heads[layer];
        if (count == 0 || kvHeads[layer] == 0) {
            throw keys.bad(key("attention.head_count"),
                    "expected at least one query and key-value head in layer " + layer + ", received " + count + " and "
                            + kvHeads[layer]);
        }
        int headDim = keys.integer(key("attention.key_length"), 1, MAX_WIDTH, embedding / count);
        int valueDim = keys.integer(key("attention.value_length"), 1, MAX_WIDTH, embedding / count);
        if (valueDim != headDim && gated) {
            throw keys.bad(key("attention.value_length"), "expected " + headDim + " as the keys, received " + valueDim);
        }
        bounded("attention.key_length", (long) count * Math.max(headDim, valueDim));
        // Granite's files use this key as the switch of rotation; elsewhere it only says how a model was trained.
        boolean rotated = !arch.id().startsWith("granite") || keys.bool(key("rope.scaling.finetuned"), true);
        Optional<RopeSpec> rope = rotated ? Optional.of(rope(headDim, magnitude())) : Optional.empty();
        float scale = positive("attention.scale", (float) (1 / Math.sqrt(headDim)));
        QkNorm norm = arch.qkNorm();
        return new MixerSpec.Attention(count, kvHeads[layer], headDim, valueDim, rope, norm, scale, window, gated);
    }

    private MixerSpec latent(int layer) throws ModelFormatException {
        // Some files hold both forms, with the sizes of the expanded one.
        boolean absorbed = file.tensor("blk." + layer + ".attn_k_b.weight").isPresent()
                && (keys.has(key("attention.key_length_mla"))
                        || file.tensor("blk." + layer + ".attn_kv_b.weight").isEmpty());
        int turned = keys.integer(key("rope.dimension_count"), 2, MAX_WIDTH);
        int headDim = keys.integer(key(absorbed ? "attention.key_length_mla" : "attention.key_length"), turned + 1,
                MAX_WIDTH);
        int valueDim = keys.integer(key(absorbed ? "attention.value_length_mla" : "attention.value_length"), 1,
                MAX_WIDTH);
        int rank = keys.integer(key("attention.kv_lora_rank"), 1, MAX_WIDTH);
        if (heads[layer] == 0) {
            throw keys.bad(key("attention.head_count"), "expected at least 1, received 0");
        }
        bounded("attention.key_length", (long) heads[layer] * Math.max(rank + turned, Math.max(headDim, valueDim)));
        // Files scale queries for YaRN by the multiplier and leave the rotation itself unscaled.
        double stretch = 1 + keys.number(key("rope.scaling.yarn_log_multiplier"), 0) * Math.log(scalingFactor());
        float scale = (float) ((yarn() ? stretch * stretch : 1) / Math.sqrt(headDim));
        return new MixerSpec.Latent(heads[layer], keys.integer(key("attention.q_lora_rank"), 0, MAX_WIDTH, 0), rank,
                headDim - turned, valueDim, rope(turned, 1), scale, absorbed);
    }

    private MixerSpec stateSpace() throws ModelFormatException {
        int inner = keys.integer(key("ssm.inner_size"), 1, MAX_WIDTH);
        int state = keys.integer(key("ssm.state_size"), 1, 1 << 16);
        int count = divisor("ssm.time_step_rank", inner);
        int groups = divisor("ssm.group_count", count);
        bounded("ssm.state_size", (long) inner * state / 64);
        return new MixerSpec.StateSpace(inner, state, groups, count, keys.integer(key("ssm.conv_kernel"), 1, 1024));
    }

    private MixerSpec deltaNet() throws ModelFormatException {
        int inner = keys.integer(key("ssm.inner_size"), 1, MAX_WIDTH);
        int valueHeads = divisor("ssm.time_step_rank", inner);
        int keyHeads = divisor("ssm.group_count", valueHeads);
        int keyDim = keys.integer(key("ssm.state_size"), 1, 1 << 16);
        bounded("ssm.state_size", (long) inner * keyDim / 64);
        return new MixerSpec.DeltaNet(keyDim, inner / valueHeads, keyHeads, valueHeads,
                keys.integer(key("ssm.conv_kernel"), 1, 1024));
    }

    private FeedForwardSpec feedForward(int layer) throws ModelFormatException {
        int width = keys.integers(key("feed_forward_length"), layers, 0, MAX_WIDTH, 0)[layer];
        if (file.tensor("blk." + layer + ".ffn_gate_inp.weight").isEmpty()) {
            return new FeedForwardSpec.Dense(width);
        }
        int experts = keys.integer(key("expert_count"), 1, MAX_EXPERTS);
        int used = keys.integer(key("expert_used_count"), 1, experts);
        int code = keys.integer(key("expert_gating_func"), 0, GATE_CODES.length, 0);
        Gate gate = code == 0 ? defaultGate() : GATE_CODES[code - 1];
        int groups = Math.max(1, keys.integer(key("expert_group_count"), 0, experts, 1));
        int groupsUsed = keys.integer(key("expert_group_used_count"), 0, groups, groups);
        if (experts % groups != 0 || (groups > 1 && (long) groupsUsed * (experts / groups) < used)) {
            throw keys.bad(key("expert_group_count"),
                    "expected equal groups of which " + groupsUsed + " hold the " + used
                            + " used of " + experts + " experts, received " + groups);
        }
        float scale = keys.number(key("expert_weights_scale"), 1);
        var router = new FeedForwardSpec.Router(experts, used, gate,
                keys.bool(key("expert_weights_norm"), arch.normalise()), scale == 0 ? 1 : scale, groups, groupsUsed);
        int expertWidth = keys.integer(key("expert_feed_forward_length"), 0, MAX_WIDTH, 0);
        return new FeedForwardSpec.Mixture(expertWidth == 0 ? expertWidth(layer, width) : expertWidth,
                arch.activation(), router);
    }

    /** What the tensors say where the file names no width of experts; old converters wrote the dense one or none. */
    private int expertWidth(int layer, int width) {
        for (String name : List.of("ffn_up_exps", "ffn_up.0", "ffn_gate_up_exps")) {
            Optional<GgufTensor> up = file.tensor("blk." + layer + "." + name + ".weight");
            if (up.isPresent()) {
                long rows = name.equals("ffn_gate_up_exps") ? up.get().shape().rows() / 2 : up.get().shape().rows();
                return Math.clamp(rows, 1, MAX_WIDTH);
            }
        }
        return width;
    }

    /** GLM-4.7-Flash was published as deepseek2 without a gating key, and is told by its sizes. */
    private Gate defaultGate() {
        boolean flash = arch.id().equals("deepseek2") && (layers == 47 || layers == 48)
                && file.tensor("token_embd.weight").map(t -> t.shape().rows()).orElse(0L) == 154_880;
        return flash ? Gate.SIGMOID : arch.gate();
    }

    private RopeSpec rope(int headDim, float magnitude) throws ModelFormatException {
        int dim = keys.integer(key("rope.dimension_count"), 0, headDim, headDim);
        float base = keys.number(key("rope.freq_base"), 10_000);
        if (dim % 2 != 0 || base <= 1) {
            throw keys.bad(key("rope.dimension_count"),
                    "expected an even number and a base above 1, received " + dim + " and " + base);
        }
        int original = keys.integer(key("rope.scaling.original_context_length"), 1, MAX_CONTEXT,
                keys.integer(key("context_length"), 1, MAX_CONTEXT, 4096));
        RopeSpec.Scaling scaling = scalingFactor() == 1 && !yarn() && magnitude == 1
                ? RopeSpec.Scaling.NONE
                : new RopeSpec.Scaling(yarn(), scalingFactor(), original,
                        keys.number(key("rope.scaling.yarn_beta_fast"), 32),
                        keys.number(key("rope.scaling.yarn_beta_slow"), 1), magnitude);
        return new RopeSpec(dim, arch.splitHalfRope(), base, scaling);
    }

    private boolean yarn() throws ModelFormatException {
        return scalingType().equals("yarn");
    }

    private String scalingType() throws ModelFormatException {
        String key = key("rope.scaling.type");
        boolean factor = keys.has(key("rope.scaling.factor")) || keys.has(key("rope.scale_linear"));
        String type = keys.text(key).orElse(factor ? "linear" : "none");
        if (!List.of("none", "linear", "yarn").contains(type)) {
            throw keys.bad(key, "expected none, linear or yarn, received \"" + type + "\"");
        }
        return type;
    }

    private float scalingFactor() throws ModelFormatException {
        if (scalingType().equals("none")) {
            return 1;
        }
        float factor = keys.number(key("rope.scaling.factor"), keys.number(key("rope.scale_linear"), 1));
        if (factor != 0 && (factor < 1 || factor > 1e6f)) {
            throw keys.bad(key("rope.scaling.factor"), "expected a number in [1, 10^6], received " + factor);
        }
        return factor == 0 ? 1 : factor;
    }

    /** YaRN's correction for the longer sums of stretched rotations (Peng et al. 2023, section 3.4). */
    private float magnitude() throws ModelFormatException {
        float given = positive("rope.scaling.attn_factor", 1);
        return yarn() ? (float) (given * (1 + 0.1 * Math.log(scalingFactor()))) : given;
    }

    private float positive(String name, float absent) throws ModelFormatException {
        float value = keys.number(key(name), absent);
        if (value < 0) {
            throw keys.bad(key(name), "expected a positive number, received " + value);
        }
        return value == 0 ? absent : value;
    }

    private int divisor(String name, int of) throws ModelFormatException {
        int value = keys.integer(key(name), 1, of);
        if (of % value != 0) {
            throw keys.bad(key(name), "expected a divisor of " + of + ", received " + value);
        }
        return value;
    }

    private void bounded(String name, long width) throws ModelFormatException {
        if (width > MAX_WIDTH) {
            throw keys.bad(key(name), "expected at most " + MAX_WIDTH + " elements over all heads, received " + width);
        }
    }

    private String key(String name) {
        return arch.id() + "." + name;
    }
}
