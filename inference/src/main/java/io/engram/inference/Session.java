package io.engram.inference;

import io.engram.inference.transformer.AdapterSet;
import io.engram.inference.transformer.ResidualHook;
import io.engram.inference.transformer.SequenceState;
import io.engram.inference.transformer.Transformer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * One sequence of tokens in a model: its keys and values or recurrent state, and the logits after its last token.
 *
 * <p>Belongs to one thread at a time, but for {@link #cancel}. Methods that take tokens in block the calling thread; what
 * sessions of one model want at the same time is computed in one pass.
 *
 * <p><b>Going back.</b> Attention can forget its last tokens at no cost. Recurrent layers only return to checkpoints; a
 * session makes them by itself at the end of every prompt, every {@link SessionSettings#checkpointInterval} tokens, and where
 * it once had to go back to, and computes the tokens between a checkpoint and the wanted place again.
 *
 * <p><b>Errors.</b> A call that fails, is cancelled or passes its deadline leaves the tokens that were taken in before, and
 * no logits.
 */
public final class Session implements AutoCloseable {
    /** Most checkpoints kept. */
    public static final int MAX_CHECKPOINTS = Checkpoints.MOST;
    /** Most floats of logits that one piece of a prompt may give when all of them are wanted. */
    private static final int MOST_LOGITS = 1 << 24;

    private final LanguageModel model;
    private final AdapterSet adapters;
    private final @Nullable ResidualHook hook;
    private final SequenceState state;
    private final Checkpoints checkpoints;
    private int[] tokens = new int[64];
    /** Logits after the last token; null when none were computed there. */
    private float @Nullable [] logits;
    /** Whether a failed pass has spoilt the layers that cannot go back by themselves. */
    private boolean spoilt;
    private long deadline = Long.MAX_VALUE;
    private volatile boolean cancelled;
    private long computed;
    private long shared;
    private boolean closed;

    Session(LanguageModel model, SessionOptions options) {
        this(model, options.adapters().orElse(model.adapters()), options.hook().orElse(null),
                model.transformer().newSequence(options.contextLength()),
                new Checkpoints(model.options().sessions().checkpointBytes()));
    }

    private Session(LanguageModel model, AdapterSet adapters, @Nullable ResidualHook hook, SequenceState state,
            Checkpoints checkpoints) {
        this.model = model;
        this.adapters = adapters;
        this.hook = hook;
        this.state = state;
        this.checkpoints = checkpoints;
    }

    /** A session with what a file holds. */
    static Session of(LanguageModel model, SessionFile.Content content) {
        Session session = new Session(model, model.adapters(), null, content.state(), content.checkpoints());
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

    /** Tokens that this session has run through the model, those computed again included. */
    public long computedTokens() {
        return computed;
    }

    /** Tokens that came from the model's prompt cache instead. */
    public long sharedTokens() {
        return shared;
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
     * @throws DeadlineExceededException
     *             if the deadline passes before the last piece has its turn
     * @throws CancellationException
     *             after {@link #cancel} or an interrupt
     */
    public void prefill(int[] added, @Nullable LogitsSink sink) {
        checkOpen();
        check(added);
        heal();
        if (added.length == 0) {
            return;
        }
        PromptCache cache = hook == null ? model.sharedCache() : null;
        int from = 0;
        if (cache != null && position() == 0 && sink == null && added.length > 1) {
            from = fromCache(cache, added);
        }
        if (from < added.length) {
            compute(added, from, sink);
        }
        if (added.length > 1) {
            checkpoint();
            if (cache != null) {
                cache.store(adapters.fingerprint(), tokens, state, checkpoints);
            }
        }
    }

    private int fromCache(PromptCache cache, int[] added) {
        PromptCache.Found found = cache.load(adapters.fingerprint(), added, state);
        remember(added, 0, found.position(), 0);
        shared += found.position();
        logits = found.logits();
        if (found.position() > 0) {
            checkpoints.put(state.snapshot(), logits);
        }
        return found.position();
    }

    private void compute(int[] added, int first, @Nullable LogitsSink sink) {
        int count;
        for (int from = first; from < added.length; from += count) {
            count = Math.min(model.options().prefillBatch(), added.length - from);
            if (!state.rewindable()) {
                int interval = model.options().sessions().checkpointInterval();
                count = Math.min(count, interval - position() % interval);
            }
            if (sink != null) {
                count = Math.min(count, Math.max(1, MOST_LOGITS / model.vocabularySize()));
            }
            boolean ends = from + count == added.length;
            int start = position();
            Pending pending = begin(added, from, count, sink != null ? 0 : ends ? count - 1 : count);
            model.scheduler().run(List.of(pending.task));
            complete(pending);
            for (int i = 0; sink != null && i < count; i++) {
                sink.accept(start + i, pending.rows[i]);
            }
            atInterval();
        }
    }

    /** Some of the session's tokens on their way through the model. */
    private static final class Pending {
        private final BatchScheduler.Task task;
        private final int count;
        /** Wanted logits; the last token's last. */
        private final float[][] rows;

        Pending(BatchScheduler.Task task, int count, float[][] rows) {
            this.task = task;
            this.count = count;
            this.rows = rows;
        }
    }

    private Pending begin(int[] added, int from, int count, int firstWanted) {
        remember(added, from, count, position());
        logits = null;
        float[][] rows = new float[count - firstWanted][];
        int vocabulary = model.vocabularySize();
        var work = new Transformer.Work(state, added, from, count, firstWanted, Transformer.Output.LOGITS, hook,
                adapters, (index, buffer, offset) -> rows[index - firstWanted] = Arrays.copyOfRange(buffer, offset,
                        offset + vocabulary));
        return new Pending(new BatchScheduler.Task(work, deadline, () -> cancelled), count, rows);
    }

    private void complete(Pending pending) {
        Throwable failure = pending.task.failure();
        if (failure != null) {
            spoilt = pending.task.begun() && !state.rewindable();
            if (failure instanceof CancellationException) {
                cancelled = false;
            }
            throw rethrown(failure);
        }
        computed += pending.count;
        logits = pending.rows.length == 0 ? null : pending.rows[pending.rows.length - 1];
    }

    static RuntimeException rethrown(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException e ? e : new IllegalStateException(failure);
    }

    private void atInterval() {
        if (!state.rewindable() && position() % model.options().sessions().checkpointInterval() == 0) {
            checkpoints.put(state.snapshot(), null);
        }
    }

    /** Computes again what a failed pass has spoilt. */
    private void heal() {
        if (spoilt) {
            spoilt = false;
            goBack(position());
        }
    }

    /**
     * Takes tokens into several sessions of one model in one pass, as {@link #prefill} does into each.
     *
     * @param added
     *            tokens per session, at least one each and at most a prefill batch over all of them
     * @param sinks
     *            one per session, for the logits after each of its tokens
     */
    static void prefillTogether(List<Session> sessions, List<int[]> added, List<LogitsSink> sinks) {
        List<Pending> all = new ArrayList<>();
        for (int i = 0; i < sessions.size(); i++) {
            sessions.get(i).checkOpen();
            sessions.get(i).check(added.get(i));
            sessions.get(i).heal();
        }
        for (int i = 0; i < sessions.size(); i++) {
            all.add(sessions.get(i).begin(added.get(i), 0, added.get(i).length, 0));
        }
        sessions.getFirst().model.scheduler().run(all.stream().map(p -> p.task).toList());
        for (int i = 0; i < sessions.size(); i++) {
            Session session = sessions.get(i);
            session.complete(all.get(i));
            for (int t = 0; t < added.get(i).length; t++) {
                sinks.get(i).accept(session.position() - added.get(i).length + t, all.get(i).rows[t]);
            }
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
        heal();
        Session copy = new Session(model, adapters, hook, state.copy(), checkpoints.copy());
        copy.tokens = tokens.clone();
        copy.logits = logits;
        return copy;
    }

    /**
     * Remembers the present state, so that {@link #rewind} can come back to here with its logits and without computing
     * anything. At most {@value #MAX_CHECKPOINTS} are kept.
     */
    public void checkpoint() {
        checkOpen();
        heal();
        if (position() > 0) {
            checkpoints.put(state.snapshot(), logits);
        }
    }

    /**
     * Forgets tokens from a position on. With attention alone that costs nothing; with recurrent layers the session goes
     * back to the last checkpoint at or before the position (or the start) and takes in again the tokens between. Logits
     * are there if the position was a checkpoint with logits or tokens were taken in again.
     *
     * @param target
     *            in {@code [0, position()]}
     */
    public void rewind(int target) {
        checkOpen();
        if (target < 0 || target > position()) {
            throw new IllegalArgumentException(
                    "position: expected an integer in [0, " + position() + "], received " + target);
        }
        heal();
        if (target != position()) {
            goBack(target);
        }
    }

    private void goBack(int target) {
        checkpoints.truncate(target);
        Checkpoints.Checkpoint here = checkpoints.at(target);
        logits = here == null ? null : here.logits();
        if (state.rewindable()) {
            state.truncate(target);
            return;
        }
        Checkpoints.Checkpoint nearest = checkpoints.before(target);
        if (nearest == null) {
            state.truncate(0);
        } else {
            state.restore(nearest.snapshot());
        }
        if (position() < target) {
            compute(Arrays.copyOf(tokens, target), position(), null);
            checkpoint();
        }
    }

    /**
     * Makes the session hold exactly these tokens, computing only what comes after the longest common prefix with what it
     * holds or the prompt cache knows; the logits after the last are there afterwards.
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
        heal();
        int common = Arrays.mismatch(wanted, 0, wanted.length, tokens, 0, position());
        common = common < 0 ? wanted.length : common;
        if (common == wanted.length && hasLogits(common)) {
            rewind(common);
            return common;
        }
        int kept = Math.min(common, wanted.length - 1);
        PromptCache cache = hook == null ? model.sharedCache() : null;
        if (cache != null && cache.matches(adapters.fingerprint(), wanted, state.rewindable()) > reachable(kept)) {
            rewind(0);
            long before = shared;
            prefill(wanted, null);
            return (int) (shared - before);
        }
        rewind(kept);
        prefill(Arrays.copyOfRange(wanted, kept, wanted.length), null);
        return kept;
    }

    private boolean hasLogits(int at) {
        Checkpoints.Checkpoint checkpoint = checkpoints.at(at);
        return at == position() ? logits != null : checkpoint != null && checkpoint.logits() != null;
    }

    /** How far this session can go back towards a position without computing anything. */
    private int reachable(int target) {
        Checkpoints.Checkpoint nearest = checkpoints.before(target);
        return state.rewindable() || target == position()
                ? target
                : nearest == null ? 0 : nearest.snapshot().position();
    }

    /**
     * Ends the running call that takes tokens in, or else the next one, with a {@link CancellationException}. May be called
     * from any thread; a pass that has begun is completed first.
     */
    public void cancel() {
        cancelled = true;
        model.scheduler().wake();
    }

    /** From now on calls that take tokens in fail when so much time has passed; null lifts the limit. */
    public void deadline(@Nullable Duration fromNow) {
        deadline = fromNow == null ? Long.MAX_VALUE : System.nanoTime() + fromNow.toNanos();
    }

    /**
     * Writes tokens, state, checkpoints and logits to a file, whole or not at all.
     *
     * @throws IOException
     *             if it cannot be written
     */
    public void save(Path file) throws IOException {
        checkOpen();
        heal();
        SessionFile.write(file, model.fingerprint(), adapters.fingerprint(),
                new SessionFile.Content(state, tokens(), logits == null ? new float[0] : logits, checkpoints));
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

    private void remember(int[] added, int from, int count, int at) {
        int end = at + count;
        if (end > tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.max(end, tokens.length + tokens.length / 2));
        }
        System.arraycopy(added, from, tokens, at, count);
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
        state.release();
    }
}
