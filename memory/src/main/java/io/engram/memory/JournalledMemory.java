package io.engram.memory;

import io.engram.memory.change.Change;
import io.engram.memory.change.ChangeCodec;
import io.engram.memory.consolidation.Decision;
import io.engram.memory.consolidation.Tombstones;
import io.engram.memory.episodic.EpisodicMemory;
import io.engram.memory.episodic.EpisodicState;
import io.engram.memory.journal.Journal;
import io.engram.memory.journal.JournalOptions;
import io.engram.memory.procedural.ProceduralMemory;
import io.engram.memory.semantic.Fact;
import io.engram.memory.semantic.SemanticMemory;
import io.engram.memory.sleep.Layers;
import io.engram.memory.store.RecordStore;
import io.engram.memory.store.RecordStoreOptions;
import io.engram.memory.store.RecordStores;
import io.engram.memory.working.WorkingMemory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
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

    private final MemoryOptions options;
    private final Journal journal;
    private final LateRecords store;
    private final MemoryState state;
    private final SnapshotKeeper snapshots;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ReentrantLock sleepLock = new ReentrantLock();
    private final MemoryWriter writer;
    private final EmbeddingWorker embedding;
    private final AccessLog accesses;
    private final Sleeper sleeper;
    private final Tombstones tombstones = Tombstones.none();
    private final Recaller recaller;
    private final WorkingMemory workingView;
    private final SemanticMemory semanticView;
    private final ProceduralMemory proceduralView;

    private JournalledMemory(MemoryOptions options, Journal journal, RecordStore store) {
        this.options = options;
        this.journal = journal;
        this.store = new LateRecords(store, journal);
        this.snapshots = new SnapshotKeeper(options.directory().resolve("snapshot"), options.agentId(),
                options.embedder().id() + '/' + options.embedder().version() + '/' + options.embedder().dimensions(),
                journal);
        this.state = restored();
        this.writer = new MemoryWriter(options.agentId(), journal, new Applier());
        this.embedding = new EmbeddingWorker(options.agentId(), options.embedder(), state.index, this::embedText,
                this::storeVector);
        this.accesses = new AccessLog(writer, options.clock());
        this.sleeper = new Sleeper(options, state.episodic,
                new Layers(state.semantic, state.procedural, tombstones, state::newId, options.clock()),
                state.watermarks, this::commit);
        this.recaller = new Recaller(options, state.index, embedding, accesses, state.episodic, state.semantic,
                state.procedural, state.working);
        this.workingView = new WorkingView(options, state.working, writer, state::newId, embedding::signal);
        this.semanticView = new SemanticView(options.clock(), state.semantic, state.episodic, writer, state::newId,
                embedding::signal);
        this.proceduralView = new ProceduralView(options.clock(), state.procedural, writer, state::newId);
        embedding.signal();
    }

    static JournalledMemory open(MemoryOptions options) {
        Journal journal = Journal.open(options.directory().resolve("journal"), JournalOptions.of(options.agentId()));
        try {
            RecordStore store = RecordStores.open(options.directory().resolve("records"),
                    RecordStoreOptions.defaults());
            try {
                return new JournalledMemory(options, journal, store);
            } catch (RuntimeException e) {
                store.close();
                throw e;
            }
        } catch (RuntimeException e) {
            journal.close();
            throw e;
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
     * the snapshot knows of comes back in the background from the places that are noted here.
     */
    private void replay(MemoryState fresh, long after) {
        long begin = System.nanoTime();
        boolean trusted = store.cleanOpen() && store.openedAt() <= journal.lastSequence()
                && store.openedAt() >= after;
        if (!trusted) {
            store.clear();
        }
        long complete = trusted ? store.openedAt() : 0;
        journal.replayPlaced(trusted ? after + 1 : 1, (sequence, type, place, payload) -> {
            if (type != ChangeCodec.RECORD_TYPE) {
                return;
            }
            if (sequence <= after) {
                ChangeCodec.episodes(payload, id -> store.expect(id, place));
            } else {
                ChangeCodec.decode(payload).forEach(change -> fresh.apply(change, sequence, sequence <= complete));
            }
        });
        store.begin();
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
        float[] rounded = vector.clone();
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = Float.float16ToFloat(Float.floatToFloat16(rounded[i]));
        }
        return writer.submit(false, () -> new MemoryWriter.Prepared<>(
                List.of(new Change.VectorStored(key, state.embedderKey(), rounded)), () -> key));
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
        checkOpen();
        sleepLock.lock();
        try {
            accesses.flush();
            SleepReport report = sleeper.sleep(listener, budget);
            embedding.signal();
            return report;
        } finally {
            sleepLock.unlock();
        }
    }

    private void commit(Supplier<List<Change>> changes) {
        writer.submit(true, () -> new MemoryWriter.Prepared<>(changes.get(), () -> 0)).join();
    }

    @Override
    public SleepReport rehearse(SleepListener listener, SleepBudget budget) {
        checkOpen();
        Rehearsal rehearsal = writer
                .submit(true, () -> new MemoryWriter.Prepared<>(List.of(), () -> new Rehearsal(options, state.episodic,
                        tombstones, state.essence(), state.nextId())))
                .join();
        return rehearsal.sleep(listener, budget);
    }

    @Override
    public List<Decision> decisions(long id) {
        checkOpen();
        return state.decisions.of(id);
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
            store.markComplete(state.intact() ? state.applied() : 0);
            store.close();
            state.index.close();
            journal.close();
        } finally {
            sleepLock.unlock();
        }
    }
}
