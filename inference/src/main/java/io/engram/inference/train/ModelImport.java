package io.engram.inference.train;

import io.engram.inference.ModelFormatException;
import io.engram.inference.gguf.GgufFile;
import io.engram.inference.gguf.GgufTensor;
import io.engram.inference.gguf.Metadata;
import io.engram.tensor.layer.Parameter;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/** Reads the weights of a file as {@link ModelExport} writes it, so that a model can be trained further. */
final class ModelImport {
    private static final int MOST = 1 << 20;

    private ModelImport() {
    }

    static MoeWeights read(GgufFile file) throws ModelFormatException {
        MoeShape shape = shape(file.metadata(), tied(file));
        MoeWeights weights = MoeWeights.random(shape, new SplittableRandom(0));
        for (Parameter p : weights.all()) {
            fill(file, p.name(), p.value());
        }
        for (int l = 0; l < shape.layers(); l++) {
            if (shape.mixture(l)) {
                fill(file, "blk." + l + ".exp_probs_b.bias", weights.biases(l));
            }
        }
        return weights;
    }

    /** Whether logits are products with the very numbers of the embedding. */
    private static boolean tied(GgufFile file) throws ModelFormatException {
        Optional<GgufTensor> output = file.tensor(MoeWeights.OUTPUT);
        Optional<GgufTensor> embedding = file.tensor(MoeWeights.EMBEDDING);
        return output.isEmpty() || (embedding.isPresent()
                && embedding.get().shape().equals(output.get().shape())
                && Arrays.equals(embedding.get().floats(), output.get().floats()));
    }

    private static MoeShape shape(Metadata m, boolean tied) throws ModelFormatException {
        String architecture = m.text("general.architecture").orElse("");
        if (!architecture.equals(ModelExport.ARCHITECTURE)) {
            throw m.bad("general.architecture", "expected " + ModelExport.ARCHITECTURE
                    + ", the one that can be trained, received " + architecture);
        }
        String a = architecture + ".";
        int layers = m.integer(a + "block_count", 1, 1000);
        int dense = m.integer(a + "leading_dense_block_count", 0, layers, 0);
        int width = m.integer(a + "embedding_length", 1, MOST);
        boolean mixed = dense < layers;
        if (mixed && (m.integer(a + "expert_gating_func", 0, 10, 0) != ModelExport.SIGMOID
                || !m.bool(a + "expert_weights_norm", false))) {
            throw m.bad(a + "expert_gating_func", "expected normed weights of a sigmoid gate");
        }
        try {
            return new MoeShape(m.integer(a + "vocab_size", 2, MOST), m.integer(a + "context_length", 1, MOST), width,
                    layers, dense, m.integer(a + "attention.head_count", 1, 1000),
                    m.integer(a + "attention.head_count_kv", 1, 1000), m.integer(a + "attention.key_length", 2, MOST),
                    dense > 0 ? m.integer(a + "feed_forward_length", 1, MOST) : 0,
                    mixed ? m.integer(a + "expert_count", 1, MOST) : 0,
                    mixed ? m.integer(a + "expert_used_count", 1, MOST) : 0,
                    mixed ? m.integer(a + "expert_feed_forward_length", 1, MOST) : 0,
                    mixed ? m.integer(a + "expert_shared_feed_forward_length", 0, MOST, 0) : 0,
                    m.number(a + "expert_weights_scale", 1), m.number(a + "rope.freq_base", 10_000),
                    m.number(a + "attention.layer_norm_rms_epsilon", 1e-6f), tied);
        } catch (IllegalArgumentException e) {
            throw m.bad("general.architecture", String.valueOf(e.getMessage()));
        }
    }

    private static void fill(GgufFile file, String name, float[] values) throws ModelFormatException {
        GgufTensor tensor = file.tensor(name).orElseThrow(
                () -> new ModelFormatException(file.source(), 0, "tensor " + name + ": missing"));
        if (tensor.shape().elements() != values.length) {
            throw new ModelFormatException(file.source(), tensor.offset(), "tensor " + name + ": expected "
                    + values.length + " numbers, received shape " + tensor.shape());
        }
        System.arraycopy(tensor.floats(), 0, values, 0, values.length);
    }
}
