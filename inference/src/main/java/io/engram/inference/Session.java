package io.engram.inference;

import io.engram.inference.transformer.SequenceState;
import io.engram.inference.transformer.Transformer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One sequence of tokens in a model: its keys and values or recurrent state, and the logits after its last token.
 *
 * <p>Belongs to one thread at a time. Methods that take tokens in compute on the calling thread.
 */
public final class Session implements AutoCloseable {
    private final LanguageModel model;
    private final Transformer transformer;
    private SequenceState state;
    private int[] tokens = new int[64];
    /** Logits after the last token; null when none were computed there. */
    private float @Nullable [] logits;
    private boolean closed;

    Session(LanguageModel model, Transformer transformer, SequenceState state) {
        this.model = model;
        this.transformer = transformer;
        this.state = state;
    }

    /** The model it runs on. */
    public LanguageModel model() {
        return model;
    }

    /** Tokens taken in so far, which is the position of the next one. */
    public int position() {
        return state.position();
    }

    /** Most tokens it can hold. */
    public int contextLength() {
        return state.capacity();
    }

    /** A copy of the tokens taken in so far. */
    public int[] tokens() {
        return Arrays.copyOf(tokens, position());
    }

    /**
     * Takes tokens in, in batches.
     *
     * @param added
     *            ids in {@code [0, vocabularySize)}
     * @param sink
     *            receives the logits after every token, or null to compute only the last ones
     * @throws IllegalArgumentException
     *             if an id is out of range or the context would overflow; nothing is taken in then
     */
    public void prefill(int[] added, @Nullable LogitsSink sink) {
        checkOpen();
        check(added);
        int batch = model.options().prefillBatch();
        float[] last = new float[added.length == 0 ? 0 : model.vocabularySize()];
        float[] row = sink == null ? last : new float[last.length];
        for (int from = 0; from < added.length; from += batch) {
            int count = Math.min(batch, added.length - from);
            boolean ends = from + count == added.length;
            int start = position();
            logits = null;
            remember(added, from, count);
            transformer.forward(state, added, from, count,
                    sink != null ? Transformer.Wanted.ALL : ends ? Transformer.Wanted.LAST : Transformer.Wanted.NONE,
                    (index, buffer, offset) -> {
                        boolean isLast = ends && index == count - 1;
                        System.arraycopy(buffer, offset, isLast ? last : row, 0, last.length);
                        if (sink != null) {
                            sink.accept(start + index, isLast ? last : row);
                        }
                    });
        }
        if (added.length > 0) {
            logits = last;
        }
    }

    /** Takes one token in: a decode step. */
    public void accept(int token) {
        prefill(new int[]{token}, null);
    }

    /**
     * Logits of the next token after the last one, {@code [vocabularySize]}; the caller may keep but not change them.
     *
     * @throws IllegalStateException
     *             if no token has been taken in since the start or the last rewind
     */
    public float[] logits() {
        checkOpen();
        if (logits == null) {
            throw new IllegalStateException("logits: expected at least one token since the start or the last rewind");
        }
        return logits;
    }

    private void check(int[] added) {
        if (added.length > contextLength() - position()) {
            throw new IllegalArgumentException("tokens: expected at most " + (contextLength() - position())
                    + " more in a context of " + contextLength() + ", received " + added.length);
        }
        for (int id : added) {
            if (id < 0 || id >= model.vocabularySize()) {
                throw new IllegalArgumentException(
                        "token: expected an id in [0, " + model.vocabularySize() + "), received " + id);
            }
        }
    }

    private void remember(int[] added, int from, int count) {
        int end = position() + count;
        if (end > tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.max(end, tokens.length + tokens.length / 2));
        }
        System.arraycopy(added, from, tokens, position(), count);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("session: closed");
        }
    }

    /** Gives its memory back. */
    @Override
    public void close() {
        closed = true;
        logits = null;
        state = transformer.newSequence(1);
    }
}
