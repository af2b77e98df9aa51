package io.engram.inference;

import io.engram.inference.transformer.SequenceState;
import io.engram.inference.transformer.Transformer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One sequence of tokens in a model: its keys and values or recurrent state, and the logits after its last token.
 *
 * <p>Belongs to one thread at a time. Methods that take tokens in compute on the calling thread.
 */
public final class Session implements AutoCloseable {
    /** Most checkpoints kept. */
    public static final int MAX_CHECKPOINTS = 8;

    private final LanguageModel model;
    private final Transformer transformer;
    private SequenceState state;
    private int[] tokens = new int[64];
    /** Logits after the last token; null when none were computed there. */
    private float @Nullable [] logits;
    /** States of recurrent models to come back to, by position. */
    private final NavigableMap<Integer, SequenceState> checkpoints = new TreeMap<>();
    private boolean closed;

    Session(LanguageModel model, Transformer transformer, SequenceState state) {
        this.model = model;
        this.transformer = transformer;
        this.state = state;
    }

    /** A session with what a file holds. */
    static Session of(LanguageModel model, Transformer transformer, SessionFile.Content content) {
        Session session = new Session(model, transformer, content.state());
        session.tokens = Arrays.copyOf(content.tokens(), Math.max(64, content.tokens().length));
        session.logits = content.logits().length == 0 ? null : content.logits();
        return session;
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

    /** An independent session with the same tokens and state: both go on apart. */
    public Session fork() {
        checkOpen();
        Session copy = new Session(model, transformer, state.copy());
        copy.tokens = tokens.clone();
        copy.logits = logits;
        checkpoints.forEach((position, kept) -> copy.checkpoints.put(position, kept));
        return copy;
    }

    /**
     * Remembers the present state, so that {@link #rewind} can come back to here in a model with recurrent layers. Attention
     * needs none. At most {@value #MAX_CHECKPOINTS} are kept; the oldest goes first.
     */
    public void checkpoint() {
        checkOpen();
        if (!state.rewindable()) {
            checkpoints.put(position(), state.copy());
            if (checkpoints.size() > MAX_CHECKPOINTS) {
                checkpoints.pollFirstEntry();
            }
        }
    }

    /**
     * Forgets tokens from a position on. With attention alone that costs nothing; with recurrent layers the session goes
     * back to the last checkpoint at or before the position (or the start) and takes in again the tokens between. Logits
     * are gone unless tokens were taken in again.
     *
     * @param target
     *            in {@code [0, position()]}
     */
    public void rewind(int target) {
        checkOpen();
        if (target == position()) {
            return;
        }
        logits = null;
        if (state.truncate(target)) {
            checkpoints.tailMap(target, false).clear();
            return;
        }
        checkpoints.tailMap(target, false).clear();
        Map.Entry<Integer, SequenceState> nearest = checkpoints.lastEntry();
        int[] again = Arrays.copyOfRange(tokens, nearest == null ? 0 : nearest.getKey(), target);
        if (nearest == null) {
            state.truncate(0);
        } else {
            state = nearest.getValue().copy();
        }
        prefill(again, null);
    }

    /**
     * Makes the session hold exactly these tokens, computing only what comes after the longest common prefix with what it
     * holds; the logits after the last are there afterwards.
     *
     * @param wanted
     *            at least one id
     * @return number of tokens that were kept
     */
    public int continueWith(int[] wanted) {
        checkOpen();
        if (wanted.length == 0) {
            throw new IllegalArgumentException("tokens: expected at least one, received none");
        }
        int common = Arrays.mismatch(wanted, 0, wanted.length, tokens, 0, position());
        common = common < 0 ? wanted.length : common;
        boolean done = common == wanted.length && common == position() && logits != null;
        int kept = done ? common : Math.min(common, wanted.length - 1);
        rewind(kept);
        // Rewinding may have stopped at an earlier checkpoint and gone on from there; what is left is new.
        prefill(Arrays.copyOfRange(wanted, kept, wanted.length), null);
        return kept;
    }

    /**
     * Writes tokens, state and logits to a file, whole or not at all.
     *
     * @throws IOException
     *             if it cannot be written
     */
    public void save(Path file) throws IOException {
        checkOpen();
        SessionFile.write(file, model.fingerprint(),
                new SessionFile.Content(state, tokens(), logits == null ? new float[0] : logits));
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
        checkpoints.clear();
        state = transformer.newSequence(1);
    }
}
