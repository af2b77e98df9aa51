package io.engram.inference.transformer;

import io.engram.inference.KvType;
import io.engram.inference.ModelFormatException;
import io.engram.inference.gguf.GgufFile;
import io.engram.tensor.Matrix;
import io.engram.tensor.kernel.Kernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The stack of layers over a mapped file. Immutable weights, one batch at a time: callers on several threads take turns.
 * The file must stay open as long as this is used.
 */
public final class Transformer implements AutoCloseable {
    /** Most logits computed at once, so that a large vocabulary does not need a buffer for a whole prompt. */
    private static final int LOGITS_AT_ONCE = 1 << 20;

    private final ModelSpec spec;
    private final KvType kv;
    private final Compute compute;
    private final Matrix embedding;
    private final List<WeightLoader.Layer> layers;
    private final float[] outputNorm;
    private final Linear output;
    private final Map<String, List<Linear>> linears;
    private final Map<String, List<Linear>> fused;
    private final Arena arena;
    private final @Nullable PackedWeights packed;
    private final Scratch scratch = new Scratch();
    private final ReentrantLock turn = new ReentrantLock();

    private Transformer(ModelSpec spec, KvType kv, Compute compute, Matrix embedding, List<WeightLoader.Layer> layers,
            float[] outputNorm, Linear output, Map<String, List<Linear>> linears, Map<String, List<Linear>> fused,
            Arena arena, @Nullable PackedWeights packed) {
        this.arena = arena;
        this.packed = packed;
        this.spec = spec;
        this.kv = kv;
        this.compute = compute;
        this.embedding = embedding;
        this.layers = layers;
        this.outputNorm = outputNorm;
        this.output = output;
        this.linears = linears;
        this.fused = fused;
    }

    /**
     * Reads the spec and binds the weights: norms and biases are copied, matrices rearranged into the form that is fastest
     * here, in memory outside the heap, or used where they are mapped if that is it.
     *
     * @param kv
     *            how its sequences keep keys and values
     * @param packed
     *            matrices that are rearranged already, or null; closed with this, or when this fails
     * @throws ModelFormatException
     *             if the architecture is unknown or a tensor is missing or of the wrong shape
     */
    public static Transformer load(GgufFile file, Kernels kernels, int threads, KvType kv,
            @Nullable PackedWeights packed) throws ModelFormatException {
        Arena arena = Arena.ofShared();
        try {
            ModelSpec spec = SpecReader.read(file);
            WeightLoader loader = new WeightLoader(file, spec, m -> {
                MemorySegment ready = packed == null ? null : packed.find(m);
                return ready == null ? kernels.pack(m, arena) : kernels.attach(m.type(), m.rows(), m.cols(), ready);
            });
            Matrix embedding = loader.stack("token_embd.weight", spec.embedding(), spec.vocabulary(), 1);
            List<WeightLoader.Layer> layers = new ArrayList<>();
            for (int i = 0; i < spec.layers().size(); i++) {
                layers.add(loader.layer(i));
            }
            float[] outputNorm = loader.vector(spec.outputNorm() + ".weight", spec.embedding());
            String output = file.tensor("output.weight").isPresent() ? "output" : "token_embd";
            Linear logits = loader.linear(output, spec.embedding(), spec.vocabulary());
            loader.refuseUnused();
            Map<String, List<Linear>> linears = new HashMap<>(loader.linears());
            // An adapter of the embedding would have to change the output too where both are one tensor.
            linears.remove("token_embd");
            return new Transformer(spec, kv, new Compute(kernels, threads), embedding, layers, outputNorm, logits,
                    linears, loader.fused(), arena, packed);
        } catch (ModelFormatException | RuntimeException | Error e) {
            arena.close();
            if (packed != null) {
                packed.close();
            }
            throw e;
        }
    }

    /** What it computes. */
    public ModelSpec spec() {
        return spec;
    }

    /** Threads that compute, the caller included. */
    public int threads() {
        return compute.threads();
    }

    /** The state before the first token, with room for {@code capacity} tokens. */
    public SequenceState newSequence(int capacity) {
        return new SequenceState(layers.stream().map(l -> l.mixer().newState(kv, capacity)).toList(), capacity);
    }

    /** What a wanted token gives. */
    public enum Output {
        /** {@code V} logits of the next token. */
        LOGITS,
        /** The residual stream after the final norm, {@code E} values. */
        HIDDEN
    }

    /** Receives what a {@link Work} wants. */
    @FunctionalInterface
    public interface Receiver {
        /**
         * Called once per wanted token, in order, on the computing thread.
         *
         * @param index
         *            of the token in the work, from 0
         * @param buffer
         *            holds the values from {@code offset} on, during the call only
         */
        void accept(int index, float[] buffer, int offset);
    }

    /**
     * Tokens of one sequence in a forward pass.
     *
     * @param tokens
     *            ids in {@code [0, V)}; {@code count} of them from {@code from} on are taken in
     * @param firstWanted
     *            the first token, counted from {@code from}, whose output is wanted; {@code count} for none
     * @param hook
     *            what looks at the residual stream, or null
     * @param adapters
     *            what is added to the weights
     */
    @SuppressWarnings("ArrayRecordComponent") // a view of the caller's ids, never compared
    public record Work(SequenceState sequence, int[] tokens, int from, int count, int firstWanted, Output output,
            @Nullable ResidualHook hook, AdapterSet adapters, Receiver receiver) {
    }

    /**
     * Takes tokens into sequences, all computed together; what one sequence gets does not depend on the others but for the
     * rounding of sums.
     *
     * @param work
     *            of different sequences, each with room for its tokens
     * @return what the hook of each work threw, or null; such a sequence has not moved, its overwritten layers are spoilt,
     *         and its receiver was not called
     */
    public @Nullable RuntimeException[] forward(List<Work> work) {
        turn.lock();
        try {
            Batch batch = new Batch(compute, scratch);
            work.forEach(w -> batch.add(w.sequence, w.count));
            compute.adapt(AdapterPass.of(batch, work));
            float[] residual = embed(batch, work);
            @Nullable
            RuntimeException[] failures = run(batch, work, residual);
            for (int i = 0; i < work.size(); i++) {
                if (failures[i] == null) {
                    work.get(i).sequence.advance(work.get(i).count);
                }
            }
            outputs(batch, work, failures, residual);
            return failures;
        } finally {
            compute.adapt(null);
            turn.unlock();
        }
    }

    private float[] embed(Batch batch, List<Work> work) {
        int e = spec.embedding();
        float[] residual = batch.floats(Scratch.Slot.RESIDUAL, (long) batch.rows() * e);
        int row = 0;
        for (Work w : work) {
            for (int t = 0; t < w.count; t++) {
                embedding.dequantizeRow(w.tokens[w.from + t], residual, row++ * e);
            }
        }
        if (spec.embeddingScale() != 1) {
            for (int i = 0; i < batch.rows() * e; i++) {
                residual[i] *= spec.embeddingScale();
            }
        }
        return residual;
    }

    /** Runs all layers; gives what each work's hook threw, or null. */
    private @Nullable RuntimeException[] run(Batch batch, List<Work> work, float[] residual) {
        long n = (long) batch.rows() * spec.embedding();
        float[] normed = batch.floats(Scratch.Slot.NORMED, n);
        float[] added = batch.floats(Scratch.Slot.MIXED, n);
        HookCalls hooks = HookCalls.of(batch, work, spec.embedding());
        for (int i = 0; i < layers.size(); i++) {
            WeightLoader.Layer layer = layers.get(i);
            norm(batch, residual, layer.mixerNorm(), normed);
            layer.mixer().apply(batch, i, compute.stream(normed, batch.rows(), spec.embedding()), added);
            compute.kernels().axpy(spec.residualScale(), added, 0, residual, 0, (int) n);
            norm(batch, residual, layer.feedForwardNorm(), normed);
            layer.feedForward().apply(batch, compute.stream(normed, batch.rows(), spec.embedding()), added);
            compute.kernels().axpy(spec.residualScale(), added, 0, residual, 0, (int) n);
            if (hooks != null) {
                hooks.after(i, residual);
            }
        }
        return hooks == null ? new RuntimeException[work.size()] : hooks.failures();
    }

    private void norm(Batch batch, float[] x, float[] weight, float[] y) {
        int e = spec.embedding();
        for (int t = 0; t < batch.rows(); t++) {
            compute.kernels().rmsNorm(x, t * e, weight, 0, spec.epsilon(), y, t * e, e);
        }
    }

    private void outputs(Batch batch, List<Work> work, @Nullable RuntimeException[] failures, float[] residual) {
        List<Wanted> hidden = new ArrayList<>();
        List<Wanted> logits = new ArrayList<>();
        for (int i = 0; i < work.size(); i++) {
            Work w = work.get(i);
            for (int t = w.firstWanted; t < w.count && failures[i] == null; t++) {
                (w.output == Output.LOGITS ? logits : hidden).add(new Wanted(w, t, batch.runs().get(i).row() + t));
            }
        }
        int e = spec.embedding();
        for (Wanted wanted : hidden) {
            float[] normed = batch.floats(Scratch.Slot.OUT_NORMED, e);
            compute.kernels().rmsNorm(residual, wanted.row * e, outputNorm, 0, spec.epsilon(), normed, 0, e);
            wanted.work.receiver.accept(wanted.index, normed, 0);
        }
        int atOnce = Math.max(1, LOGITS_AT_ONCE / spec.vocabulary());
        for (int from = 0; from < logits.size(); from += atOnce) {
            logits(batch, logits.subList(from, Math.min(logits.size(), from + atOnce)), residual);
        }
    }

    private void logits(Batch batch, List<Wanted> wanted, float[] residual) {
        int e = spec.embedding();
        int v = spec.vocabulary();
        int rows = wanted.size();
        float[] normed = batch.floats(Scratch.Slot.OUT_NORMED, (long) rows * e);
        for (int i = 0; i < rows; i++) {
            compute.kernels().rmsNorm(residual, wanted.get(i).row * e, outputNorm, 0, spec.epsilon(), normed, i * e, e);
        }
        float[] logits = batch.floats(Scratch.Slot.LOGITS, (long) rows * v);
        AdapterPass adapters = compute.adapters();
        if (adapters != null) {
            adapters.rows(wanted.stream().mapToInt(Wanted::row).toArray());
        }
        output.apply(compute, compute.inner(normed, rows, e), logits);
        if (spec.logitScale() != 1) {
            for (int i = 0; i < rows * v; i++) {
                logits[i] *= spec.logitScale();
            }
        }
        for (int i = 0; i < rows; i++) {
            wanted.get(i).work.receiver.accept(wanted.get(i).index, logits, i * v);
        }
    }

    /** A token whose output is wanted: which of its work, and its row in the batch. */
    private record Wanted(Work work, int index, int row) {
    }

    /** Names, without {@code .weight}, of the tensors that adapters can add to. */
    public Set<String> adaptable() {
        return Set.copyOf(linears.keySet());
    }

    /** The matrices that adapters can add to, by name; one per expert where there are. */
    Map<String, List<Linear>> linears() {
        return linears;
    }

    /** The matrices whose rows lie in one tensor, in order, by its name: adapters change them together. */
    Map<String, List<Linear>> fused() {
        return fused;
    }

    @Override
    public void close() {
        compute.close();
        arena.close();
        if (packed != null) {
            packed.close();
        }
    }
}
