package io.engram.inference.transformer;

import io.engram.inference.ModelFormatException;
import io.engram.inference.gguf.GgufFile;
import io.engram.inference.gguf.GgufTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * A LoRA adapter in a GGUF file, bound to the matrices of one loaded model. Immutable; may be shared by its sessions.
 *
 * <p>The file says {@code general.type = adapter}, {@code adapter.type = lora} and the base model's architecture; tensors
 * {@code NAME.weight.lora_a} of shape {in, r} (per expert {in, r, X}) and {@code NAME.weight.lora_b} of shape {r, out} (or
 * {r, out, X}) belong to the base model's tensor {@code NAME.weight}. What they add is scaled by {@code adapter.lora.alpha}
 * divided by r, where alpha is there and not 0. The factors are held on the heap as floats.
 */
public final class Adapter {
    private static final String ALPHA = "adapter.lora.alpha";
    private static final String DOWN = ".weight.lora_a";
    private static final String UP = ".weight.lora_b";

    private final String name;
    private final long fingerprint;
    private final float alpha;
    private final int tensors;
    private final IdentityHashMap<Linear, LowRank> matrices;

    private Adapter(String name, long fingerprint, float alpha, int tensors,
            IdentityHashMap<Linear, LowRank> matrices) {
        this.name = name;
        this.fingerprint = fingerprint;
        this.alpha = alpha;
        this.tensors = tensors;
        this.matrices = matrices;
    }

    /**
     * Reads an adapter for a model.
     *
     * @throws ModelFormatException
     *             if the file is damaged, of another kind, made for another model, or changes what cannot be changed at run
     *             time (embeddings, norms, and latent attention's separate expansions)
     * @throws IOException
     *             if it cannot be read
     */
    public static Adapter load(Path path, Transformer transformer) throws IOException {
        try (GgufFile file = GgufFile.open(path)) {
            return read(file, transformer);
        }
    }

    private static Adapter read(GgufFile file, Transformer transformer) throws ModelFormatException {
        expect(file, "general.type", "adapter");
        expect(file, "adapter.type", "lora");
        expect(file, "general.architecture", transformer.spec().architecture());
        if (file.metadata().has("adapter.alora.invocation_tokens")) {
            throw file.metadata().bad("adapter.alora.invocation_tokens",
                    "expected a plain LoRA, received one that starts at invocation tokens");
        }
        IdentityHashMap<Linear, LowRank> matrices = new IdentityHashMap<>();
        int tensors = 0;
        for (GgufTensor down : file.tensors()) {
            if (down.name().endsWith(UP) && file.tensor(base(down, UP) + DOWN).isPresent()) {
                continue;
            }
            if (!down.name().endsWith(DOWN)) {
                throw bad(file, down, "expected a name that ends in " + DOWN + " or, beside it, " + UP);
            }
            String target = base(down, DOWN);
            List<Linear> rows = transformer.fused().get(target);
            if (rows != null) {
                bindRows(file, down, up(file, down, target), rows, matrices);
                tensors++;
                continue;
            }
            List<Linear> changed = Optional.ofNullable(transformer.linears().get(target)).orElseThrow(
                    () -> bad(file, down, "expected the name of a matrix of the base model, received " + target));
            bind(file, down, up(file, down, target), changed, matrices);
            tensors++;
        }
        float alpha = file.metadata().number(ALPHA, 0);
        String name = file.metadata().text("general.name").orElse(file.source());
        return new Adapter(name, file.fingerprint(), alpha, tensors, matrices);
    }

    private static GgufTensor up(GgufFile file, GgufTensor down, String target) throws ModelFormatException {
        return file.tensor(target + UP)
                .orElseThrow(() -> bad(file, down, "expected a tensor " + target + UP + " beside it"));
    }

    /** Of a tensor that was loaded in parts: all have the same A, and each its rows of B. */
    private static void bindRows(GgufFile file, GgufTensor down, GgufTensor up, List<Linear> parts,
            IdentityHashMap<Linear, LowRank> matrices) throws ModelFormatException {
        int in = parts.getFirst().in();
        int rows = parts.stream().mapToInt(Linear::out).sum();
        long rank = down.shape().rows();
        shape(file, down, new GgufTensor.Shape(in, rank, 1, 1));
        shape(file, up, new GgufTensor.Shape(rank, rows, 1, 1));
        if (rank > Math.max(in, rows)) {
            throw bad(file, down, "expected a rank of at most " + Math.max(in, rows) + ", received " + rank);
        }
        int r = (int) rank;
        float[] a = down.floats();
        float[] b = up.floats();
        int from = 0;
        for (Linear part : parts) {
            matrices.put(part, new LowRank(r, in, part.out(), a, turned(b, from, r, part.out())));
            from += part.out();
        }
    }

    /** Rows {@code first .. first + out - 1} of B as columns. */
    private static float[] turned(float[] b, int first, int r, int out) {
        float[] ups = new float[r * out];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < r; i++) {
                ups[i * out + o] = b[(first + o) * r + i];
            }
        }
        return ups;
    }

    private static void bind(GgufFile file, GgufTensor down, GgufTensor up, List<Linear> changed,
            IdentityHashMap<Linear, LowRank> matrices) throws ModelFormatException {
        int in = changed.getFirst().in();
        int out = changed.getFirst().out();
        long rank = down.shape().rows();
        shape(file, down, new GgufTensor.Shape(in, rank, changed.size(), 1));
        shape(file, up, new GgufTensor.Shape(rank, out, changed.size(), 1));
        if (rank > Math.max(in, out)) {
            throw bad(file, down, "expected a rank of at most " + Math.max(in, out) + ", received " + rank);
        }
        int r = (int) rank;
        float[] a = down.floats();
        float[] b = up.floats();
        for (int e = 0; e < changed.size(); e++) {
            float[] downs = Arrays.copyOfRange(a, e * r * in, (e + 1) * r * in);
            matrices.put(changed.get(e), new LowRank(r, in, out, downs, turned(b, e * out, r, out)));
        }
    }

    private static void expect(GgufFile file, String key, String value) throws ModelFormatException {
        String received = file.metadata().text(key).orElse("");
        if (!received.equals(value)) {
            throw file.metadata().bad(key, "expected \"" + value + "\", received \"" + received + "\"");
        }
    }

    private static void shape(GgufFile file, GgufTensor tensor, GgufTensor.Shape expected)
            throws ModelFormatException {
        if (!tensor.shape().equals(expected)) {
            throw bad(file, tensor, "expected shape " + expected + ", received " + tensor.shape());
        }
    }

    private static String base(GgufTensor tensor, String suffix) {
        return tensor.name().substring(0, tensor.name().length() - suffix.length());
    }

    private static ModelFormatException bad(GgufFile file, GgufTensor tensor, String reason) {
        return new ModelFormatException(file.source(), tensor.offset(), "tensor " + tensor.name() + ": " + reason);
    }

    /** The file's own name for it, or its file name. */
    public String name() {
        return name;
    }

    /** Tensors of the base model that it changes. */
    public int tensors() {
        return tensors;
    }

    /** Numbers in its factors. */
    public long parameters() {
        return matrices.values().stream().mapToLong(m -> (long) m.rank() * (m.in() + m.out())).sum();
    }

    /** Tells its file from others. */
    public long fingerprint() {
        return fingerprint;
    }

    IdentityHashMap<Linear, LowRank> matrices() {
        return matrices;
    }

    /** What alpha makes of a change of this rank. */
    float strength(LowRank matrices) {
        return alpha == 0 ? 1 : alpha / matrices.rank();
    }
}
