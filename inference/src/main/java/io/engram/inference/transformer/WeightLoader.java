package io.engram.inference.transformer;

import io.engram.inference.ModelFormatException;
import io.engram.inference.gguf.GgufFile;
import io.engram.inference.gguf.GgufTensor;
import io.engram.tensor.Matrix;
import io.engram.tensor.kernel.PackedMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Takes tensors from a file by name and refuses those whose shape contradicts the spec. */
final class WeightLoader {
    private static final Pattern BLOCK = Pattern.compile("blk\\.(\\d+)\\.(.*)");
    private static final Pattern HARMLESS = Pattern
            .compile("attn_rot_embd.*|attn_rot_freqs.*|rope_freqs.*|nextn\\..*|attn_(kv|k|v)_b\\.weight");

    private final GgufFile file;
    private final ModelSpec spec;
    private final Packer packer;
    private final Map<String, List<Linear>> linears = new HashMap<>();
    private final Map<String, List<Linear>> fused = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    WeightLoader(GgufFile file, ModelSpec spec, Packer packer) {
        this.file = file;
        this.spec = spec;
        this.packer = packer;
    }

    /** Puts a matrix into the form that it is multiplied in; called from several threads. */
    @FunctionalInterface
    interface Packer {
        PackedMatrix pack(Matrix matrix);
    }

    /** One layer's two halves and their norms. */
    @SuppressWarnings("ArrayRecordComponent") // norms are shared, never compared
    record Layer(float[] mixerNorm, Mixer mixer, float[] feedForwardNorm, FeedForward feedForward) {
    }

    Layer layer(int index) throws ModelFormatException {
        ModelSpec.LayerSpec layer = spec.layers().get(index);
        String prefix = "blk." + index + ".";
        return new Layer(vector(prefix + "attn_norm.weight", spec.embedding()), mixer(prefix, layer.mixer()),
                vector(prefix + layer.feedForwardNorm() + ".weight", spec.embedding()),
                feedForward(prefix, layer.feedForward()));
    }

    private Mixer mixer(String prefix, MixerSpec mixer) throws ModelFormatException {
        return switch (mixer) {
            case MixerSpec.Attention a -> attention(prefix, a);
            case MixerSpec.Latent l -> latent(prefix, l);
            case MixerSpec.ShortConvolution c -> shortConvolution(prefix, c);
            case MixerSpec.StateSpace s -> stateSpace(prefix, s);
            case MixerSpec.DeltaNet d -> deltaNet(prefix, d);
        };
    }

    private Mixer attention(String prefix, MixerSpec.Attention a) throws ModelFormatException {
        int e = spec.embedding();
        int queries = a.heads() * a.headDim();
        int norm = a.qkNorm() == MixerSpec.QkNorm.ROW ? queries : a.headDim();
        int keyNorm = a.qkNorm() == MixerSpec.QkNorm.ROW ? a.kvHeads() * a.headDim() : a.headDim();
        boolean normed = a.qkNorm() != MixerSpec.QkNorm.NONE;
        float[] sinks = optionalVector(prefix + "attn_sinks.weight", a.heads());
        RopeTable rope = a.rope().isPresent() ? rope(a.rope().get()) : null;
        List<Linear> projections = projections(prefix, e, a.gated() ? 2 * queries : queries,
                a.kvHeads() * a.headDim(), a.kvHeads() * a.valueDim());
        return new AttentionMixer(a, spec.epsilon(), projections.get(0), projections.get(1), projections.get(2),
                linear(prefix + "attn_output", a.heads() * a.valueDim(), e),
                normed ? vector(prefix + "attn_q_norm.weight", norm) : null,
                normed ? vector(prefix + "attn_k_norm.weight", keyNorm) : null, rope,
                new AttentionCore(a.heads(), a.kvHeads(), a.headDim(), a.valueDim(), false, a.scale(), a.window(),
                        sinks));
    }

    /** Of queries, keys and values: three tensors, or one whose rows follow in that order. */
    private List<Linear> projections(String prefix, int in, int queries, int keys, int values)
            throws ModelFormatException {
        if (file.tensor(prefix + "attn_qkv.weight").isEmpty()) {
            return List.of(linear(prefix + "attn_q", in, queries), linear(prefix + "attn_k", in, keys),
                    linear(prefix + "attn_v", in, values));
        }
        Matrix all = stack(prefix + "attn_qkv.weight", in, queries + keys + values, 1);
        float[] bias = optionalVector(prefix + "attn_qkv.bias", queries + keys + values);
        List<Linear> parts = new ArrayList<>();
        int from = 0;
        for (int rows : new int[]{queries, keys, values}) {
            parts.add(new Linear(packer.pack(all.rows(from, from + rows)),
                    bias == null ? null : Arrays.copyOfRange(bias, from, from + rows)));
            from += rows;
        }
        fused.put(prefix + "attn_qkv", List.copyOf(parts));
        return parts;
    }

    private RopeTable rope(RopeSpec rope) throws ModelFormatException {
        float[] factors = optionalVector("rope_freqs.weight", rope.dim() / 2);
        return factors == null ? new RopeTable(rope) : new RopeTable(rope, factors);
    }

    private Mixer latent(String prefix, MixerSpec.Latent l) throws ModelFormatException {
        int e = spec.embedding();
        int headDim = l.plainDim() + l.rope().dim();
        int rank = l.latentRank();
        boolean low = l.queryRank() > 0;
        Linear queryDown = low ? linear(prefix + "attn_q_a", e, l.queryRank()) : null;
        float[] queryNorm = low ? vector(prefix + "attn_q_a_norm.weight", l.queryRank()) : null;
        Linear query = linear(prefix + (low ? "attn_q_b" : "attn_q"), low ? l.queryRank() : e, l.heads() * headDim);
        Linear up = l.absorbed()
                ? null
                : linear(prefix + "attn_kv_b", rank, l.heads() * (l.plainDim() + l.valueDim()));
        Matrix keyUp = l.absorbed() ? stack(prefix + "attn_k_b.weight", l.plainDim(), rank, l.heads()) : null;
        Matrix valueUp = l.absorbed() ? stack(prefix + "attn_v_b.weight", rank, l.valueDim(), l.heads()) : null;
        AttentionCore core = l.absorbed()
                ? new AttentionCore(l.heads(), 1, rank + l.rope().dim(), rank, true, l.scale(), 0, null)
                : new AttentionCore(l.heads(), l.heads(), headDim, l.valueDim(), false, l.scale(), 0, null);
        return new LatentMixer(l, spec.epsilon(), queryDown, queryNorm, query,
                linear(prefix + "attn_kv_a_mqa", e, rank + l.rope().dim()),
                vector(prefix + "attn_kv_a_norm.weight", rank),
                up, keyUp, valueUp, linear(prefix + "attn_output", l.heads() * l.valueDim(), e), rope(l.rope()), core);
    }

    private Mixer shortConvolution(String prefix, MixerSpec.ShortConvolution c) throws ModelFormatException {
        int e = spec.embedding();
        float[] weights = vector(prefix + "shortconv.conv.weight", c.kernel() * e);
        return new ShortConvolutionMixer(linear(prefix + "shortconv.in_proj", e, 3 * e),
                CausalConvolution.ofFile(c.kernel(), e, weights, null), linear(prefix + "shortconv.out_proj", e, e));
    }

    private Mixer stateSpace(String prefix, MixerSpec.StateSpace s) throws ModelFormatException {
        int e = spec.embedding();
        int channels = s.inner() + 2 * s.groups() * s.state();
        float[] weights = vector(prefix + "ssm_conv1d.weight", s.kernel() * channels);
        float[] bias = optionalVector(prefix + "ssm_conv1d.bias", channels);
        return new StateSpaceMixer(s, spec.epsilon(), linear(prefix + "ssm_in", e, s.inner() + channels + s.heads()),
                CausalConvolution.ofFile(s.kernel(), channels, weights, bias),
                vector(prefix + "ssm_dt.bias", s.heads()),
                vector(prefix + "ssm_a", s.heads()), vector(prefix + "ssm_d", s.heads()),
                vector(prefix + "ssm_norm.weight", s.inner()), linear(prefix + "ssm_out", s.inner(), e));
    }

    private Mixer deltaNet(String prefix, MixerSpec.DeltaNet d) throws ModelFormatException {
        int e = spec.embedding();
        int values = d.valueHeads() * d.valueDim();
        int channels = 2 * d.keyHeads() * d.keyDim() + values;
        float[] weights = vector(prefix + "ssm_conv1d.weight", d.kernel() * channels);
        return new DeltaNetMixer(d, spec.epsilon(), linear(prefix + "attn_qkv", e, channels),
                linear(prefix + "attn_gate", e, values), linear(prefix + "ssm_ba", e, 2 * d.valueHeads()),
                CausalConvolution.ofFile(d.kernel(), channels, weights, null),
                vector(prefix + "ssm_dt.bias", d.valueHeads()), vector(prefix + "ssm_a", d.valueHeads()),
                vector(prefix + "ssm_norm.weight", d.valueDim()), linear(prefix + "ssm_out", values, e));
    }

    private FeedForward feedForward(String prefix, FeedForwardSpec feedForward) throws ModelFormatException {
        return switch (feedForward) {
            case FeedForwardSpec.Dense d -> dense(prefix, "", d.width());
            case FeedForwardSpec.Mixture m -> mixture(prefix, m);
        };
    }

    private DenseFeedForward dense(String prefix, String suffix, int width) throws ModelFormatException {
        int e = spec.embedding();
        Linear gate = linear(prefix + "ffn_gate" + suffix, e, width);
        Linear up = linear(prefix + "ffn_up" + suffix, e, width);
        return new DenseFeedForward(gate, up, linear(prefix + "ffn_down" + suffix, width, e));
    }

    private FeedForward mixture(String prefix, FeedForwardSpec.Mixture m) throws ModelFormatException {
        int e = spec.embedding();
        int experts = m.router().experts();
        var router = new ExpertRouter(m.router(), linear(prefix + "ffn_gate_inp", e, experts),
                optionalVector(prefix + "exp_probs_b.bias", experts));
        Optional<GgufTensor> sharedUp = file.tensor(prefix + "ffn_up_shexp.weight");
        DenseFeedForward shared = sharedUp.isPresent()
                ? dense(prefix, "_shexp", (int) Math.min(Integer.MAX_VALUE, sharedUp.get().shape().rows()))
                : null;
        boolean sharedGated = file.tensor(prefix + "ffn_gate_inp_shexp.weight").isPresent();
        Linear sharedGate = sharedGated
                ? new Linear(packer.pack(Matrix.ofFloats(1, e, vector(prefix + "ffn_gate_inp_shexp.weight", e))), null)
                : null;
        boolean fused = file.tensor(prefix + "ffn_gate_up_exps.weight").isPresent();
        List<Linear> gates = fused
                ? half(prefix + "ffn_gate_up_exps", e, m.width(), experts, 0)
                : experts(prefix + "ffn_gate", e, m.width(), experts);
        List<Linear> ups = fused
                ? half(prefix + "ffn_gate_up_exps", e, m.width(), experts, m.width())
                : experts(prefix + "ffn_up", e, m.width(), experts);
        return new MixtureFeedForward(m, router, gates, ups, experts(prefix + "ffn_down", m.width(), e, experts),
                shared,
                sharedGate);
    }

    /** One matrix per expert: slices of {@code NAME_exps} or, in old files, tensors {@code NAME.0 ...}. */
    private List<Linear> experts(String name, int in, int out, int count) throws ModelFormatException {
        List<Linear> experts = new ArrayList<>();
        if (file.tensor(name + "_exps.weight").isEmpty()) {
            for (int i = 0; i < count; i++) {
                experts.add(linear(name + "." + i, in, out));
            }
            return experts;
        }
        List<Linear> slices = slices(name + "_exps", in, out, count, 0, out);
        linears.put(name + "_exps", slices);
        return slices;
    }

    /** The gate (first) or up (second) rows of each expert in a tensor that holds both. */
    private List<Linear> half(String name, int in, int out, int count, int first) throws ModelFormatException {
        return slices(name, in, 2 * out, count, first, out);
    }

    /** Rows {@code first .. first + out - 1} of each of the {@code count} slices of {@code height} rows. */
    private List<Linear> slices(String name, int in, int height, int count, int first, int out)
            throws ModelFormatException {
        Matrix all = stack(name + ".weight", in, height, count);
        float[] bias = optionalVector(name + ".bias", height * count);
        // Rearranging is bound by memory: two threads take about half the time of one.
        return IntStream.range(0, count).parallel().mapToObj(i -> {
            int from = i * height + first;
            return new Linear(packer.pack(all.rows(from, from + out)),
                    bias == null ? null : Arrays.copyOfRange(bias, from, from + out));
        }).toList();
    }

    Linear linear(String name, int in, int out) throws ModelFormatException {
        Linear linear = new Linear(packer.pack(stack(name + ".weight", in, out, 1)),
                optionalVector(name + ".bias", out));
        linears.put(name, List.of(linear));
        return linear;
    }

    /** Matrices that are the rows of one tensor, in order, by its name without {@code .weight}. */
    Map<String, List<Linear>> fused() {
        return Map.copyOf(fused);
    }

    /** All matrices loaded so far, by tensor name without {@code .weight}; one per expert where there are. */
    Map<String, List<Linear>> linears() {
        return Map.copyOf(linears);
    }

    Matrix stack(String name, int in, int out, int count) throws ModelFormatException {
        GgufTensor tensor = tensor(name);
        GgufTensor.Shape shape = tensor.shape();
        if (shape.columns() != in || shape.rows() != out || shape.slices() != count || shape.blocks() != 1) {
            throw bad(tensor, "expected shape {" + in + ", " + out + ", " + count + "}, received " + shape);
        }
        return tensor.matrix();
    }

    float[] vector(String name, int n) throws ModelFormatException {
        GgufTensor tensor = tensor(name);
        if (tensor.shape().elements() != n) {
            throw bad(tensor, "expected " + n + " elements, received " + tensor.shape());
        }
        return tensor.floats();
    }

    private float @Nullable [] optionalVector(String name, int n) throws ModelFormatException {
        return file.tensor(name).isPresent() ? vector(name, n) : null;
    }

    private GgufTensor tensor(String name) throws ModelFormatException {
        used.add(name);
        return file.tensor(name).orElseThrow(() -> new ModelFormatException(file.source(),
                ModelFormatException.NO_OFFSET, "tensor " + name + ": required tensor is missing"));
    }

    /**
     * Refuses a file with a tensor that this architecture has no use for: computing without it would give other results than
     * the model's.
     */
    void refuseUnused() throws ModelFormatException {
        for (GgufTensor tensor : file.tensors()) {
            if (!used.contains(tensor.name()) && !harmless(tensor.name())) {
                throw bad(tensor, "expected no such tensor in architecture " + spec.architecture());
            }
        }
    }

    /** Rotation tables of old converters, heads that predict several tokens, and the other form of latent attention. */
    private boolean harmless(String name) {
        Matcher block = BLOCK.matcher(name);
        if (!block.matches()) {
            return name.equals("rope_freqs.weight") || name.startsWith("rope_factors") || name.equals("rope.freqs");
        }
        return block.group(1).length() > 4 || Integer.parseInt(block.group(1)) >= spec.layers().size()
                || HARMLESS.matcher(block.group(2)).matches();
    }

    private ModelFormatException bad(GgufTensor tensor, String reason) {
        return new ModelFormatException(file.source(), tensor.offset(), "tensor " + tensor.name() + ": " + reason);
    }
}
