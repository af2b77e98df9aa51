package io.engram.inference.transformer;

import io.engram.inference.ModelFormatException;
import io.engram.inference.gguf.GgufFile;
import io.engram.tensor.Matrix;
import io.engram.tensor.kernel.Kernels;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The stack of layers over a mapped file. Immutable weights, one batch at a time: callers on several threads take turns.
 * The file must stay open as long as this is used.
 */
public final class Transformer implements AutoCloseable {
    /** Most logits computed at once, so that a large vocabulary does not need a buffer for a whole prompt. */
    private static final int LOGITS_AT_ONCE = 1 << 20;

    private final ModelSpec spec;
    private final Compute compute;
    private final Matrix embedding;
    private final List<WeightLoader.Layer> layers;
    private final float[] outputNorm;
    private final Linear output;
    private final Arena arena;
    private final Scratch scratch = new Scratch();
    private final ReentrantLock turn = new ReentrantLock();

    private Transformer(ModelSpec spec, Compute compute, Matrix embedding, List<WeightLoader.Layer> layers,
            float[] outputNorm, Linear output, Arena arena) {
        this.arena = arena;
        this.spec = spec;
        this.compute = compute;
        this.embedding = embedding;
        this.layers = layers;
        this.outputNorm = outputNorm;
        this.output = output;
    }

    /**
     * Reads the spec and binds the weights: norms and biases are copied, matrices rearranged into the form that is fastest
     * here, in memory outside the heap, or used where they are mapped if that is it.
     *
     * @throws ModelFormatException
     *             if the architecture is unknown or a tensor is missing or of the wrong shape
     */
    public static Transformer load(GgufFile file, Kernels kernels, int threads) throws ModelFormatException {
        ModelSpec spec = SpecReader.read(file);
        Arena arena = Arena.ofShared();
        try {
            WeightLoader loader = new WeightLoader(file, spec,
                    m -> kernels.pack(m, arena));
            Matrix embedding = loader.stack("token_embd.weight", spec.embedding(), spec.vocabulary(), 1);
            List<WeightLoader.Layer> layers = new ArrayList<>();
            for (int i = 0; i < spec.layers().size(); i++) {
                layers.add(loader.layer(i));
            }
            float[] outputNorm = loader.vector(spec.outputNorm() + ".weight", spec.embedding());
            String output = file.tensor("output.weight").isPresent() ? "output" : "token_embd";
            return new Transformer(spec, new Compute(kernels, threads), embedding, layers, outputNorm,
                    loader.linear(output, spec.embedding(), spec.vocabulary()), arena);
        } catch (ModelFormatException | RuntimeException | Error e) {
            arena.close();
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
        return new SequenceState(layers.stream().map(l -> l.mixer().newState(capacity)).toList(), capacity);
    }

    /** Which tokens of a call get logits. */
    public enum Wanted {
        /** None. */
        NONE,
        /** The last one. */
        LAST,
        /** All. */
        ALL
    }

    /** Receives logits. */
    @FunctionalInterface
    public interface LogitsReceiver {
        /**
         * Called once per wanted token, in order.
         *
         * @param index
         *            of the token in the call, from 0
         * @param buffer
         *            holds {@code V} logits from {@code offset} on, during the call only
         */
        void accept(int index, float[] buffer, int offset);
    }

    /**
     * Takes {@code count} tokens into a sequence, computed together.
     *
     * @param tokens
     *            ids in {@code [0, V)}; those from {@code from} on are taken
     */
    public void forward(SequenceState sequence, int[] tokens, int from, int count, Wanted wanted,
            LogitsReceiver receiver) {
        turn.lock();
        try {
            Batch batch = new Batch(compute, scratch);
            batch.add(sequence, count);
            float[] residual = embed(batch, tokens, from);
            run(batch, residual);
            sequence.advance(count);
            int first = switch (wanted) {
                case NONE -> count;
                case LAST -> count - 1;
                case ALL -> 0;
            };
            logits(batch, residual, first, receiver);
        } finally {
            turn.unlock();
        }
    }

    /**
     * Takes one token into each of several sequences, computed together.
     *
     * @param sequences
     *            different from each other
     * @param tokens
     *            one per sequence
     */
    public void step(List<SequenceState> sequences, int[] tokens, LogitsReceiver receiver) {
        turn.lock();
        try {
            Batch batch = new Batch(compute, scratch);
            sequences.forEach(s -> batch.add(s, 1));
            float[] residual = embed(batch, tokens, 0);
            run(batch, residual);
            sequences.forEach(s -> s.advance(1));
            logits(batch, residual, 0, receiver);
        } finally {
            turn.unlock();
        }
    }

    private float[] embed(Batch batch, int[] tokens, int from) {
        int e = spec.embedding();
        float[] residual = batch.floats(Scratch.Slot.RESIDUAL, (long) batch.rows() * e);
        for (int t = 0; t < batch.rows(); t++) {
            embedding.dequantizeRow(tokens[from + t], residual, t * e);
        }
        if (spec.embeddingScale() != 1) {
            for (int i = 0; i < batch.rows() * e; i++) {
                residual[i] *= spec.embeddingScale();
            }
        }
        return residual;
    }

    private void run(Batch batch, float[] residual) {
        long n = (long) batch.rows() * spec.embedding();
        float[] normed = batch.floats(Scratch.Slot.NORMED, n);
        float[] added = batch.floats(Scratch.Slot.MIXED, n);
        for (int i = 0; i < layers.size(); i++) {
            WeightLoader.Layer layer = layers.get(i);
            norm(batch, residual, layer.mixerNorm(), normed);
            layer.mixer().apply(batch, i, compute.stream(normed, batch.rows(), spec.embedding()), added);
            compute.kernels().axpy(spec.residualScale(), added, 0, residual, 0, (int) n);
            norm(batch, residual, layer.feedForwardNorm(), normed);
            layer.feedForward().apply(batch, compute.stream(normed, batch.rows(), spec.embedding()), added);
            compute.kernels().axpy(spec.residualScale(), added, 0, residual, 0, (int) n);
        }
    }

    private void norm(Batch batch, float[] x, float[] weight, float[] y) {
        int e = spec.embedding();
        for (int t = 0; t < batch.rows(); t++) {
            compute.kernels().rmsNorm(x, t * e, weight, 0, spec.epsilon(), y, t * e, e);
        }
    }

    private void logits(Batch batch, float[] residual, int first, LogitsReceiver receiver) {
        int e = spec.embedding();
        int v = spec.vocabulary();
        int atOnce = Math.max(1, LOGITS_AT_ONCE / v);
        for (int t = first; t < batch.rows(); t += atOnce) {
            int rows = Math.min(atOnce, batch.rows() - t);
            float[] normed = batch.floats(Scratch.Slot.OUT_NORMED, (long) rows * e);
            for (int i = 0; i < rows; i++) {
                compute.kernels().rmsNorm(residual, (t + i) * e, outputNorm, 0, spec.epsilon(), normed, i * e, e);
            }
            float[] logits = batch.floats(Scratch.Slot.LOGITS, (long) rows * v);
            output.apply(compute, compute.inner(normed, rows, e), logits);
            if (spec.logitScale() != 1) {
                for (int i = 0; i < rows * v; i++) {
                    logits[i] *= spec.logitScale();
                }
            }
            for (int i = 0; i < rows; i++) {
                receiver.accept(t + i, logits, i * v);
            }
        }
    }

    @Override
    public void close() {
        compute.close();
        arena.close();
    }
}
