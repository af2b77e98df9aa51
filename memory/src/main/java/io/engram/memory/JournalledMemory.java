package io.engram.memory;

import io.engram.memory.change.Change;
import io.engram.memory.change.ChangeCodec;
import io.engram.memory.episodic.EpisodicMemory;
import io.engram.memory.episodic.EpisodicState;
import io.engram.memory.index.VectorIndexOptions;
import io.engram.memory.index.VectorIndexes;
import io.engram.memory.journal.Journal;
import io.engram.memory.journal.JournalOptions;
import io.engram.memory.procedural.ProceduralMemory;
import io.engram.memory.procedural.ProceduralState;
import io.engram.memory.recall.RecallIndex;
import io.engram.memory.recall.RecallWeights;
import io.engram.memory.semantic.Fact;
import io.engram.memory.semantic.SemanticMemory;
import io.engram.memory.semantic.SemanticState;
import io.engram.memory.store.RecordStore;
import io.engram.memory.store.RecordStoreOptions;
import io.engram.memory.store.RecordStores;
import io.engram.memory.working.WorkingMemory;
import io.engram.memory.working.WorkingState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory of one agent over its journal.
 *
 * <p>Implementation note. State is a fold over the journal: {@link #apply} is the only way anything changes, live and on
 * replay. Lock order: a sleep's lock, then nothing else is held while the writer is waited for; the writer thread takes the
 * index's write lock for one change at a time.
 */
final class JournalledMemory implements AgentMemory {
    private static final Logger LOG = LoggerFactory.getLogger(JournalledMemory.class);

    private final MemoryOptions options;
    private final String embedderKey;
    private final Journal journal;
    private final RecordStore store;
    private final RecallIndex index;
    private final EpisodicState episodic;
    private final SemanticState semantic;
    private final ProceduralState procedural;
    private final WorkingState working;
    private final Map<SleepPhase, Long> watermarks = new ConcurrentHashMap<>();
    private final AtomicLong nextId = new AtomicLong(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ReentrantLock sleepLock = new ReentrantLock();
    private final MemoryWriter writer;
    private final EmbeddingWorker embedding;
    private final AccessLog accesses;
    private final Sleeper sleeper;
    private final Recaller recaller;
    private final WorkingMemory workingView;
    private final SemanticMemory semanticView;
    private final ProceduralMemory proceduralView;
    /** Journal sequence of the last applied record; written by the writer thread. */
    private volatile long applied;

    private JournalledMemory(MemoryOptions options, Journal journal, RecordStore store) {
        this.options = options;
        this.embedderKey = options.embedder().id() + '/' + options.embedder().version();
        this.journal = journal;
        this.store = store;
        this.index = new RecallIndex(VectorIndexes.create(VectorIndexOptions.of(options.embedder().dimensions())),
                RecallWeights.defaults());
        this.episodic = new EpisodicState(store, index);
        this.semantic = new SemanticState(index);
        this.procedural = new ProceduralState(index);
        this.working = new WorkingState(options.workingTokens());
        replay();
        this.writer = new MemoryWriter(options.agentId(), journal,
                (change, sequence) -> apply(change, sequence, false));
        this.embedding = new EmbeddingWorker(options.agentId(), options.embedder(), index, this::embedText,
                this::storeVector);
        this.accesses = new AccessLog(writer, options.clock());
        this.sleeper = new Sleeper(options, episodic, semantic, procedural, watermarks, nextId::getAndIncrement,
                writer);
        this.recaller = new Recaller(options, index, embedding, accesses, episodic, semantic, procedural, working);
        this.workingView = new WorkingView(options, working, writer, nextId::getAndIncrement, embedding::signal);
        this.semanticView = new SemanticView(options.clock(), semantic, episodic, writer, nextId::getAndIncrement,
                embedding::signal);
        this.proceduralView = new ProceduralView(options.clock(), procedural, writer);
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

    private void replay() {
        long begin = System.nanoTime();
        boolean trusted = store.cleanOpen() && store.openedAt() <= journal.lastSequence();
        if (!trusted) {
            store.clear();
        }
        long complete = trusted ? store.openedAt() : 0;
        journal.replay(1, (sequence, type, payload) -> {
            if (type == ChangeCodec.RECORD_TYPE) {
                for (Change change : ChangeCodec.decode(payload)) {
                    apply(change, sequence, sequence <= complete);
                }
            }
        });
        LOG.info("memory of {}: {} episodes from {} journal records in {} ms, record store {}", options.agentId(),
                episodic.size(), journal.lastSequence(), (System.nanoTime() - begin) / 1_000_000,
                trusted ? "kept" : "rebuilt");
    }

    /** The one place where state changes. Writer thread, or the opening thread during replay. */
    private void apply(Change change, long sequence, boolean stored) {
        switch (change) {
            case Change.EpisodeRecorded c -> {
                used(c.episode().id());
                episodic.add(c.episode(), stored);
            }
            case Change.VectorStored c -> {
                if (c.embedder().equals(embedderKey) && c.vector().length == options.embedder().dimensions()) {
                    index.vector(c.key(), c.vector());
                }
            }
            case Change.FactWritten c -> {
                used(c.fact().id());
                semantic.apply(c.fact());
            }
            case Change.RegularityWritten c -> {
                used(c.regularity().id());
                semantic.apply(c.regularity());
            }
            case Change.RegularityDropped c -> semantic.drop(c.id());
            case Change.SkillWritten c -> {
                used(c.skill().id());
                procedural.apply(c.skill());
            }
            case Change.WorkingWritten c -> {
                used(c.item().id());
                working.apply(c.item());
            }
            case Change.WorkingRemoved c -> working.remove(c.id());
            case Change.Accessed c -> episodic.accessed(c.ids(), c.time());
            case Change.PhaseReached c -> watermarks.merge(c.phase(), c.episode(), Math::max);
        }
        applied = sequence;
    }

    private void used(long id) {
        nextId.accumulateAndGet(id + 1, Math::max);
    }

    private Optional<String> embedText(long id) {
        Optional<String> episode = episodic.get(id).map(EpisodicState::embedText);
        return episode.isPresent() ? episode : semantic.fact(id).map(Fact::text);
    }

    private void storeVector(long key, float[] vector) {
        float[] rounded = vector.clone();
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = Float.float16ToFloat(Float.floatToFloat16(rounded[i]));
        }
        writer.submit(false, () -> new MemoryWriter.Prepared<>(
                List.of(new Change.VectorStored(key, embedderKey, rounded)), () -> key)).join();
    }

    @Override
    public CompletableFuture<Episode> record(EpisodeDraft draft) {
        return writer.submit(false, () -> {
            Episode episode = Episodes.of(draft, nextId.getAndIncrement(), options.clock().instant());
            return new MemoryWriter.Prepared<>(List.of(new Change.EpisodeRecorded(episode)), () -> {
                embedding.signal();
                return episode.withLinks(index.previous(episode.id()).orElse(0), index.next(episode.id()).orElse(0));
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
        return episodic;
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
    public SleepReport sleep(SleepListener listener) {
        checkOpen();
        sleepLock.lock();
        try {
            accesses.flush();
            SleepReport report = sleeper.sleep(listener);
            embedding.signal();
            return report;
        } finally {
            sleepLock.unlock();
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
    public MemoryStats stats() {
        Instant now = options.clock().instant();
        int active = procedural.active().size();
        int facts = (int) semantic.allFacts().stream().filter(f -> f.holdsAt(now)).count();
        long slept = watermarks.values().stream().mapToLong(Long::longValue).min().orElse(0);
        return new MemoryStats(episodic.size(), episodic.lived(), facts, semantic.regularityCount(), active,
                procedural.all().size() - active, working.items().size(), working.tokens(), index.vectors(),
                index.pendingVectors(), episodic.countAfter(slept), applied);
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
            store.markComplete(applied);
            store.close();
            index.close();
            journal.close();
        } finally {
            sleepLock.unlock();
        }
    }
}
