package io.engram.inference.train;

import io.engram.inference.gguf.GgufFile;
import io.engram.inference.gguf.GgufWriter;
import io.engram.tensor.DType;
import io.engram.tensor.layer.Parameter;
import io.engram.tensor.quant.Quantizer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Writes a trained model as GGUF under the architecture id {@code bailingmoe2}: fused query-key-value projection, normed
 * queries and keys, sigmoid gate with selection bias. Every number of the run's weights is in the file; nothing of the
 * optimiser is.
 */
public final class ModelExport {
    static final String ARCHITECTURE = "bailingmoe2";
    static final int SIGMOID = 2;

    /** Writes the keys of a tokenizer, of {@code general.*} and whatever else a file should carry. */
    @FunctionalInterface
    public interface Keys {
        /** Adds them. */
        void put(GgufWriter writer) throws IOException;
    }

    private record Tensor(String name, DType type, Supplier<float[]> values, List<Integer> shape) {
    }

    private ModelExport() {
    }

    /**
     * Writes the present weights of a run.
     *
     * @param type
     *            of matrices; norms, routers and biases are F32. A matrix whose rows are no multiple of the type's block is
     *            F16.
     * @param keys
     *            vocabulary and name
     * @throws IOException
     *             if it cannot be written
     */
    public static void write(Trainer trainer, DType type, Path out, Keys keys) throws IOException {
        MoeWeights weights = trainer.weights();
        List<Tensor> tensors = tensors(weights, type);
        try (GgufWriter writer = new GgufWriter(out); Arena arena = Arena.ofConfined()) {
            hyperParameters(writer, weights.shape());
            keys.put(writer);
            tensors.forEach(t -> writer.tensor(t.name, t.type, t.shape.stream().mapToLong(n -> n).toArray()));
            writer.begin();
            for (Tensor t : tensors) {
                float[] values = t.values.get();
                MemorySegment bytes = arena.allocate(t.type.bytes(values.length), 64);
                Quantizer.quantize(t.type, values, 0, values.length, bytes, 0);
                writer.append(bytes);
            }
        }
    }

    /** The name, licence and whole vocabulary of another file. */
    public static Keys keysOf(GgufFile file) {
        return writer -> {
            for (String key : file.metadata().keys()) {
                if (key.startsWith("tokenizer.") || key.equals("general.name") || key.equals("general.license")) {
                    writer.copy(file.metadata(), key);
                }
            }
        };
    }

    /**
     * Writes the thin factors of a run that trains nothing else, as an adapter of the model that it began with.
     *
     * @param name
     *            what the adapter is called
     * @throws IllegalArgumentException
     *             if the run trains every weight
     * @throws IOException
     *             if it cannot be written
     */
    public static void writeAdapter(Trainer trainer, String name, Path out) throws IOException {
        List<ThinUpdate> updates = trainer.updates();
        if (updates.isEmpty()) {
            throw new IllegalArgumentException("run: expected one of thin factors (LoRA), received one of all weights");
        }
        try (GgufWriter writer = new GgufWriter(out)) {
            writer.putText("general.type", "adapter");
            writer.putText("general.architecture", ARCHITECTURE);
            writer.putText("general.name", name);
            writer.putText("adapter.type", "lora");
            int rank = trainer.options().loraRank();
            writer.putNumber("adapter.lora.alpha", (float) ThinUpdate.SCALE * rank);
            for (ThinUpdate u : updates) {
                writer.tensor(u.down().name(), DType.F32, u.down().size() / rank, rank);
                writer.tensor(u.up().name(), DType.F32, rank, u.up().size() / rank);
            }
            writer.begin();
            for (ThinUpdate u : updates) {
                writer.append(MemorySegment.ofArray(bytes(u.down().value())));
                writer.append(MemorySegment.ofArray(bytes(u.up().value())));
            }
        }
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    private static void hyperParameters(GgufWriter writer, MoeShape shape) throws IOException {
        writer.putText("general.architecture", ARCHITECTURE);
        String a = ARCHITECTURE + ".";
        writer.putInteger(a + "block_count", shape.layers());
        writer.putInteger(a + "context_length", shape.context());
        writer.putInteger(a + "embedding_length", shape.width());
        writer.putInteger(a + "feed_forward_length",
                shape.denseLayers() > 0 ? shape.denseWidth() : shape.expertWidth());
        writer.putInteger(a + "leading_dense_block_count", shape.denseLayers());
        writer.putInteger(a + "attention.head_count", shape.heads());
        writer.putInteger(a + "attention.head_count_kv", shape.kvHeads());
        writer.putInteger(a + "attention.key_length", shape.headDim());
        writer.putInteger(a + "attention.value_length", shape.headDim());
        writer.putNumber(a + "attention.layer_norm_rms_epsilon", shape.epsilon());
        writer.putInteger(a + "rope.dimension_count", shape.headDim());
        writer.putNumber(a + "rope.freq_base", shape.ropeBase());
        writer.putInteger(a + "vocab_size", shape.vocabulary());
        if (shape.denseLayers() < shape.layers()) {
            writer.putInteger(a + "expert_count", shape.experts());
            writer.putInteger(a + "expert_used_count", shape.expertsPerToken());
            writer.putInteger(a + "expert_feed_forward_length", shape.expertWidth());
            writer.putInteger(a + "expert_shared_count", shape.sharedWidth() > 0 ? 1 : 0);
            writer.putInteger(a + "expert_shared_feed_forward_length", shape.sharedWidth());
            writer.putInteger(a + "expert_gating_func", SIGMOID);
            writer.putBool(a + "expert_weights_norm", true);
            writer.putNumber(a + "expert_weights_scale", shape.routedScale());
        }
    }

    private static List<Tensor> tensors(MoeWeights weights, DType type) {
        MoeShape shape = weights.shape();
        List<Tensor> tensors = new ArrayList<>();
        for (Parameter p : weights.all()) {
            int cols = weights.columns(p.name());
            int rows = p.size() / cols;
            if (!p.decayed()) {
                tensors.add(new Tensor(p.name(), DType.F32, p::value, List.of(cols)));
            } else if (p.name().endsWith("_exps.weight")) {
                tensors.add(new Tensor(p.name(), fit(type, cols), p::value,
                        List.of(cols, rows / shape.experts(), shape.experts())));
            } else {
                boolean router = p.name().endsWith("ffn_gate_inp.weight");
                tensors.add(new Tensor(p.name(), router ? DType.F32 : fit(type, cols), p::value,
                        List.of(cols, rows)));
            }
        }
        if (shape.tied()) { // readers of this architecture want it anyway
            tensors.add(new Tensor(MoeWeights.OUTPUT, fit(type, shape.width()), weights.output()::value,
                    List.of(shape.width(), shape.vocabulary())));
        }
        for (int l = 0; l < shape.layers(); l++) {
            if (shape.mixture(l)) {
                int layer = l;
                tensors.add(new Tensor("blk." + l + ".exp_probs_b.bias", DType.F32, () -> weights.biases(layer),
                        List.of(shape.experts())));
            }
        }
        return tensors;
    }

    private static DType fit(DType type, int cols) {
        return cols % type.blockSize() == 0 ? type : DType.F16;
    }
}
