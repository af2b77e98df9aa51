package io.engram.memory;

import io.engram.memory.change.Change;
import io.engram.memory.change.ChangeCodec;
import io.engram.memory.change.ChangeFormatException;
import io.engram.memory.consolidation.Decision;
import io.engram.memory.episodic.EpisodicMemory;
import io.engram.memory.episodic.EpisodicState;
import io.engram.memory.forgetting.ForgetReport;
import io.engram.memory.forgetting.ForgetRequest;
import io.engram.memory.journal.Journal;
import io.engram.memory.journal.JournalCompaction;
import io.engram.memory.journal.JournalException;
import io.engram.memory.journal.JournalOptions;
import io.engram.memory.procedural.ProceduralMemory;
import io.engram.memory.semantic.Fact;
import io.engram.memory.semantic.SemanticMemory;
import io.engram.memory.sleep.Layers;
import io.engram.memory.store.RecordStoreOptions;
import io.engram.memory.transfer.ExportHeader;
import io.engram.memory.transfer.ExportWriter;
import io.engram.memory.transfer.ImportReport;
import io.engram.memory.store.RecordStores;
import io.engram.memory.store.StoreKind;
import io.engram.memory.working.WorkingItem;
import io.engram.memory.working.WorkingMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory of one agent over its journal.
 *
 * <p>Implementation note. State is a fold over the journal: {@link MemoryState#apply} is the only way anything changes, live
 * and on replay. Lock order: a sleep's lock, then nothing else is held while the writer is waited for; the writer thread takes the
 * index's write lock for one change at a time.
 */
final class JournalledMemory implements AgentMemory {
    private static final Logger LOG = LoggerFactory.getLogger(JournalledMemory.class);
    /** Of the nearest texts, at most this many are taken as alike in a forgetting by meaning. */
    private static final int MOST_ALIKE = 4096;

    private final MemoryOptions options;
    private final boolean readOnly;
    private final Journal journal;
    private final LateRecords store;
    private final MemoryState state;
    private final SnapshotKeeper snapshots;
    private final AtomicBoolean closed = new AtomicBoolean();
    /** Fair: sleeps that follow one another must not keep a request to forget waiting. */
    private final ReentrantLock sleepLock = new ReentrantLock(true);
    private final MemoryWriter writer;
    private final EmbeddingWorker embedding;
    private final AccessLog accesses;
    private final Sleeper sleeper;
    private final Forgetter forgetter;
    private final Recaller recaller;
    private final WorkingMemory workingView;
    private final SemanticMemory semanticView;
    private final ProceduralMemory proceduralView;

    private JournalledMemory(MemoryOptions options, Journal journal, LateRecords store, boolean readOnly) {
        this.options = options;
        this.readOnly = readOnly;
        this.journal = journal;
        this.store = store;
        this.snapshots = new SnapshotKeeper(options.directory().resolve("snapshot"), options.agentId(),
                options.embedder().id() + '/' + options.embedder().version() + '/' + options.embedder().dimensions(),
                journal, readOnly);
        this.state = restored();
        this.writer = new MemoryWriter(options.agentId(), journal, new Applier());
        this.embedding = new EmbeddingWorker(options.agentId(), options.embedder(), state.index, this::embedText,
                this::storeVector);
        this.accesses = new AccessLog(writer, options.clock(), !readOnly);
        Layers layers = new Layers(state.semantic, state.procedural, state.tombstones, state::newId, options.clock());
        this.sleeper = new Sleeper(options, state.episodic, layers, state.watermarks, this::inMind,
                this::commit);
        this.forgetter = new Forgetter(state, layers);
        this.recaller = new Recaller(options, state.index, embedding, accesses, state.episodic, state.semantic,
                state.procedural, state.working);
        this.workingView = new WorkingView(options, state.working, writer, state::newId, embedding::signal);
        this.semanticView = new SemanticView(options.clock(), state.semantic, state.episodic, writer, state::newId,
                embedding::signal);
        this.proceduralView = new ProceduralView(options.clock(), state.procedural, writer, state::newId);
        if (state.purgeIsDue() && !readOnly) {
            LOG.info("memory of {}: finishing a forgetting that was interrupted", options.agentId());
            purge();
        }
        state.index.onProgress(() -> snapshots.consider(state, writer));
        embedding.signal();
    }

    static JournalledMemory open(MemoryOptions options) {
        return open(options,
                Journal.open(options.directory().resolve("journal"), JournalOptions.of(options.agentId())));
    }

    /** For reading, beside whoever owns it: episodes are read from the journal and kept in the heap. */
    static JournalledMemory openReadOnly(MemoryOptions options) {
        return open(options, Journal.open(options.directory().resolve("journal"),
                JournalOptions.of(options.agentId()).forReading()), true);
    }

    /** Over a journal that is open; it is closed with the memory, or if this fails. */
    static JournalledMemory open(MemoryOptions options, Journal journal) {
        return open(options, journal, false);
    }

    private static JournalledMemory open(MemoryOptions options, Journal journal, boolean readOnly) {
        RecordStoreOptions kind = readOnly ? RecordStoreOptions.of(StoreKind.HEAP) : RecordStoreOptions.defaults();
        try {
            LateRecords store = LateRecords.open(
                    () -> RecordStores.open(options.directory().resolve("records"), kind), journal);
            try {
                return new JournalledMemory(options, journal, store, readOnly);
            } catch (RuntimeException e) {
                closeAfter(e, store);
                throw e;
            }
        } catch (RuntimeException e) {
            closeAfter(e, journal);
            throw e;
        }
    }

    private static void closeAfter(RuntimeException failure, AutoCloseable opened) {
        try {
            opened.close();
        } catch (Exception e) {
            if (e != failure) { // the store says again that it could not be opened
                failure.addSuppressed(e);
            }
        }
    }

    /** What the writer calls. */
    private final class Applier implements MemoryWriter.Applier {
        @Override
        public void apply(Change change, long sequence) {
            try {
                state.apply(change, sequence, false);
            } catch (RuntimeException e) {
                state.broken();
                throw e;
            }
        }

        @Override
        public void settled() {
            snapshots.consider(state, writer);
        }
    }

    /** The state as the journal says, by way of a snapshot if there is one. */
    private MemoryState restored() {
        MemoryState fresh = new MemoryState(options, store);
        try {
            replay(fresh, snapshots.restore(fresh) ? fresh.applied() : 0);
            return fresh;
        } catch (SnapshotKeeper.UnusableSnapshot e) {
            fresh.index.close();
            snapshots.deleteAll();
            MemoryState again = new MemoryState(options, store);
            replay(again, 0);
            return again;
        }
    }

    /**
     * Applies what comes after a record. The record store is trusted after a proper close only; else it is emptied, and what
     * the snapshot knows of comes back from the journal in the background.
     */
    private void replay(MemoryState fresh, long after) {
        long begin = System.nanoTime();
        boolean trusted = store.cleanOpen() && store.openedAt() > 0 && store.openedAt() <= journal.lastSequence()
                && store.openedAt() >= after;
        if (!trusted) {
            store.clear();
            store.begin(after);
        }
        long complete = trusted ? store.openedAt() : 0;
        journal.replay(after + 1, (sequence, type, payload) -> {
            if (type == ChangeCodec.RECORD_TYPE) {
                ChangeCodec.decode(payload).forEach(change -> fresh.apply(change, sequence, sequence <= complete));
            }
        });
        store.replayed();
        LOG.info("memory of {}: {} episodes, {} from a snapshot and {} journal records in {} ms, record store {}",
                options.agentId(), fresh.episodic.size(), after == 0 ? "not" : "mostly",
                journal.lastSequence() - after, (System.nanoTime() - begin) / 1_000_000,
                trusted ? "kept" : "rebuilt");
    }

    private Optional<String> embedText(long id) {
        Optional<String> episode = state.episodic.get(id).map(EpisodicState::embedText);
        return episode.isPresent() ? episode : state.semantic.fact(id).map(Fact::text);
    }

    private CompletableFuture<?> storeVector(long key, float[] vector) {
        double square = 0;
        for (float x : vector) {
            square += (double) x * x;
        }
        float[] rounded = new float[vector.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = Float.float16ToFloat(Float.floatToFloat16((float) (vector[i] / Math.sqrt(square))));
        }
        if (readOnly) {
            state.index.vector(key, rounded);
            return CompletableFuture.completedFuture(key);
        }
        // Of a text that was forgotten meanwhile nothing is journalled. What slips in beside the forgetting, because that is not
        // applied yet, is before the purge and goes with it.
        return writer.submit(false, () -> new MemoryWriter.Prepared<>(
                state.index.holds(key)
                        ? List.of(new Change.VectorStored(key, state.embedderKey(), rounded))
                        : List.of(),
                () -> key));
    }

    @Override
    public CompletableFuture<Episode> record(EpisodeDraft draft) {
        return writer.submit(false, () -> {
            Episode episode = Episodes.of(draft, state.newId(), options.clock().instant());
            return new MemoryWriter.Prepared<>(List.of(new Change.EpisodeRecorded(episode)), () -> {
                embedding.signal();
                return episode.withLinks(state.index.previous(episode.id()).orElse(0),
                        state.index.next(episode.id()).orElse(0));
            });
        });
    }

    @Override
    public Recall recall(RecallQuery query) {
        checkOpen();
        return recaller.recall(query);
    }

    /** The journal is rewritten by what the state holds: a state that lacks something would take it from the journal too. */
    private void checkIntact() {
        if (!state.intact()) {
            throw new MemoryException(
                    "a durable change could not be taken in, so nothing may leave the journal; close the"
                            + " memory of \"" + options.agentId() + "\" and open it again first");
        }
    }

    private void checkWritable() {
        checkOpen();
        if (readOnly) {
            throw new MemoryException("the memory of \"" + options.agentId() + "\" was opened for reading only");
        }
    }

    private void checkOpen() {
        if (closed.get()) {
            throw new MemoryClosedException(options.agentId());
        }
    }

    @Override
    public WorkingMemory working() {
        return workingView;
    }

    @Override
    public EpisodicMemory episodic() {
        return state.episodic;
    }

    @Override
    public SemanticMemory semantic() {
        return semanticView;
    }

    @Override
    public ProceduralMemory procedural() {
        return proceduralView;
    }

    @Override
    public SleepReport sleep(SleepListener listener, SleepBudget budget) {
        checkWritable();
        sleepLock.lock();
        try {
            accesses.flush();
            SleepReport report = sleeper.sleep(listener, budget);
            if (state.purgeIsDue()) {
                sleeper.refold();
                embedding.forgetQueries();
                purge();
            }
            embedding.signal();
            return report;
        } finally {
            sleepLock.unlock();
        }
    }

    private Set<Long> inMind() {
        return state.working.items().stream().map(WorkingItem::episode).collect(Collectors.toSet());
    }

    private void commit(Supplier<List<Change>> changes) {
        try {
            writer.submit(true, () -> new MemoryWriter.Prepared<>(changes.get(), () -> 0)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof MemoryException known ? known : e;
        }
    }

    @Override
    public SleepReport rehearse(SleepListener listener, SleepBudget budget) {
        checkOpen();
        Rehearsal rehearsal = writer
                .submit(true, () -> new MemoryWriter.Prepared<>(List.of(), () -> new Rehearsal(options, state.episodic,
                        state.tombstones, state.essence(), state.nextId())))
                .join();
        return rehearsal.sleep(listener, budget);
    }

    @Override
    public List<Decision> decisions(long id) {
        checkOpen();
        return state.decisions.of(id);
    }

    @Override
    public ForgetReport previewForget(ForgetRequest request) {
        checkOpen();
        long begin = System.nanoTime();
        Forgetter.Weighed weighed = forgetter.weigh(choose(request));
        Forgetter.Plan plan = writer.submit(true, () -> {
            Forgetter.Plan worked = forgetter.plan(weighed);
            return new MemoryWriter.Prepared<>(List.of(), () -> worked);
        }).join();
        return new ForgetReport(true, plan.items(), plan.changed(), 0, 0, copies(plan),
                Duration.ofNanos(System.nanoTime() - begin));
    }

    @Override
    public ForgetReport forget(ForgetRequest request) {
        checkWritable();
        checkIntact();
        long begin = System.nanoTime();
        sleepLock.lock();
        try {
            Forgetter.Weighed weighed = forgetter.weigh(choose(request));
            Forgetter.Plan plan = writer.submit(true, () -> {
                Forgetter.Plan worked = forgetter.plan(weighed);
                return new MemoryWriter.Prepared<>(worked.changes(), () -> worked);
            }).join();
            JournalCompaction.Report purged = new JournalCompaction.Report(0, 0, 0);
            if (!plan.changes().isEmpty() || state.purgeIsDue()) { // due: an earlier one could not finish
                sleeper.refold();
                embedding.forgetQueries();
                purged = purge();
            }
            return new ForgetReport(false, wordless(plan.items()), wordless(plan.changed()), purged.segments(),
                    purged.bytes(), copies(plan), Duration.ofNanos(System.nanoTime() - begin));
        } catch (CompletionException e) {
            throw e.getCause() instanceof MemoryException known ? known : new MemoryException("forgetting failed", e);
        } finally {
            sleepLock.unlock();
        }
    }

    @Override
    public long exportTo(Path file) {
        checkWritable();
        sleepLock.lock();
        try {
            accesses.flush();
            long[] records = new long[1];
            long next = state.nextId();
            try (ExportWriter out = new ExportWriter(file,
                    new ExportHeader(options.agentId(), options.clock().instant(), next))) {
                journal.replay(1, (sequence, type, payload) -> {
                    ByteBuffer kept = type == ChangeCodec.RECORD_TYPE
                            ? ChangeCodec.filter(payload, state::concerns)
                            : null;
                    if (kept != null) {
                        records[0]++;
                        add(out, kept);
                    }
                });
                out.finish();
            }
            writer.submit(false, () -> new MemoryWriter.Prepared<>(List.of(new Change.Exported(
                    options.clock().instant(), file.toAbsolutePath().toString(), next)), () -> 0)).join();
            return records[0];
        } catch (UncheckedIOException | IOException e) {
            throw new MemoryException("cannot write " + file + ": " + e, e);
        } finally {
            sleepLock.unlock();
        }
    }

    private static void add(ExportWriter out, ByteBuffer payload) {
        try {
            out.add(payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ImportReport importFrom(Path file) {
        checkWritable();
        sleepLock.lock();
        try {
            ImportReport report = new Importer(state, changes -> commit(() -> changes), options.clock().instant())
                    .read(file);
            sleeper.refold();
            if (state.purgeIsDue()) {
                purge();
            }
            embedding.signal();
            return report;
        } catch (CompletionException e) {
            throw e.getCause() instanceof MemoryException known ? known : new MemoryException("import failed", e);
        } finally {
            sleepLock.unlock();
        }
    }

    private static List<ForgetReport.Item> wordless(List<ForgetReport.Item> items) {
        return items.stream().map(item -> new ForgetReport.Item(item.kind(), item.id(), "")).toList();
    }

    private Forgetter.Choice choose(ForgetRequest request) {
        if (request.isEmpty()) {
            throw new IllegalArgumentException("a request to forget must have at least one criterion, had none");
        }
        Set<Long> alike = request.matching()
                .map(text -> state.index.alike(embedding.query(text), request.similarity(), MOST_ALIKE))
                .orElse(Set.of());
        embedding.forgetQueries();
        return forgetter.choose(request, alike);
    }

    /** Exports that hold one of the records that go. */
    private List<ForgetReport.Copy> copies(Forgetter.Plan plan) {
        return state.exports().stream()
                .filter(export -> plan.items().stream().anyMatch(item -> item.id() < export.before()))
                .map(export -> new ForgetReport.Copy(export.file(), export.time())).toList();
    }

    /** Takes the bytes of what is not held any more out of snapshots and journal. Idempotent. */
    private JournalCompaction.Report purge() {
        try {
            snapshots.deleteAll();
            store.await();
            long through = journal.seal();
            writer.submit(true, () -> new MemoryWriter.Prepared<>(List.of(), () -> 0)).join(); // all of it is applied
            checkIntact();
            JournalCompaction.Report report = journal.compact(through,
                    (sequence, type, payload) -> type == ChangeCodec.RECORD_TYPE ? kept(payload) : payload);
            writer.submit(false, () -> new MemoryWriter.Prepared<>(List.of(new Change.Purged(through)), () -> 0))
                    .join();
            return report;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MemoryException("interrupted; what was forgotten is not recalled any more, its bytes leave the"
                    + " journal at the next open", e);
        } catch (JournalException e) {
            throw new MemoryException(
                    "what was forgotten is not recalled any more, but its bytes could not be taken out"
                            + " of the journal; the next forgetting or open tries again: " + e.getMessage(),
                    e);
        }
    }

    private @Nullable ByteBuffer kept(ByteBuffer payload) {
        try {
            return ChangeCodec.filter(payload, state::holds);
        } catch (ChangeFormatException e) {
            LOG.warn("a journal record of {} cannot be read and stays as it is", options.agentId(), e);
            return payload;
        }
    }

    @Override
    public void awaitEmbeddings() {
        checkOpen();
        embedding.signal();
        try {
            embedding.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MemoryException("interrupted while waiting for embeddings", e);
        }
    }

    @Override
    public void awaitIndexes() {
        checkOpen();
        try {
            state.index.awaitIdle();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MemoryException("interrupted while waiting for the indexes", e);
        }
    }

    @Override
    public MemoryStats stats() {
        Instant now = options.clock().instant();
        int active = state.procedural.active().size();
        int facts = state.semantic.holding(now);
        long slept = Stream.of(SleepPhase.REGULARITIES, SleepPhase.FACTS, SleepPhase.SKILLS)
                .mapToLong(phase -> state.watermarks.getOrDefault(phase, 0L)).min().orElse(0);
        return new MemoryStats(state.episodic.size(), state.episodic.lived(), facts, state.semantic.regularityCount(),
                active,
                state.procedural.all().size() - active, state.working.items().size(), state.working.tokens(),
                state.index.vectors(),
                state.index.pendingVectors(), state.episodic.countAfter(slept), state.applied());
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        sleepLock.lock();
        try {
            embedding.close();
            accesses.flush();
            writer.close();
            snapshots.atClose(state);
            store.markComplete(state.intact() && !state.purgeIsDue() ? state.applied() : 0);
        } finally {
            release();
            sleepLock.unlock();
        }
    }

    /** Whatever fails, the rest is let go of too: the journal's lock above all. */
    private void release() {
        try (journal; state.index; store) {
            LOG.debug("memory of {} closes at journal record {}", options.agentId(), state.applied());
        }
    }
}
