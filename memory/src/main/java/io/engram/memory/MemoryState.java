package io.engram.memory;

import io.engram.memory.change.Change;
import io.engram.memory.change.ChangeCodec;
import io.engram.memory.consolidation.DecisionLog;
import io.engram.memory.episodic.EpisodicState;
import io.engram.memory.forgetting.ValueTombstones;
import io.engram.memory.index.VectorIndexOptions;
import io.engram.memory.index.VectorIndexes;
import io.engram.memory.procedural.ProceduralState;
import io.engram.memory.recall.Documents;
import io.engram.memory.recall.RecallIndex;
import io.engram.memory.recall.RecallWeights;
import io.engram.memory.semantic.SemanticState;
import io.engram.memory.snapshot.SnapshotInput;
import io.engram.memory.snapshot.SnapshotOutput;
import io.engram.memory.snapshot.SnapshotPart;
import io.engram.memory.store.RecordStore;
import io.engram.memory.working.WorkingState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Everything that is derived from one agent's journal: a fold whose only step is {@link #apply}, live and on replay. One
 * writer; readers as each part says.
 *
 * <p>As a {@link SnapshotPart} it keeps what is small, as the shortest list of changes that brings it back: facts,
 * regularities, skills, working memory, watermarks. Episodes and the recall index have sections of their own.
 */
final class MemoryState implements SnapshotPart {
    private static final int CHANGES_PER_BLOCK = 64;

    final RecallIndex index;
    final EpisodicState episodic;
    final SemanticState semantic;
    final ProceduralState procedural;
    final WorkingState working;
    final DecisionLog decisions = new DecisionLog();
    final ValueTombstones tombstones = new ValueTombstones(this::told);
    final Map<SleepPhase, Long> watermarks = new ConcurrentHashMap<>();
    private final AtomicLong nextId = new AtomicLong(1);
    private final String embedderKey;
    private final int dimensions;
    /** Journal sequence of the last applied record; written by the writer thread. */
    private volatile long applied;
    private volatile boolean intact = true;
    private final List<Change.Forgotten> forgotten = new CopyOnWriteArrayList<>();
    private final List<Change.Exported> exports = new CopyOnWriteArrayList<>();
    /** Journal sequence of the last forgetting, and up to which the journal is clean of what was forgotten. */
    private volatile long forgottenAt;
    private volatile long purgedThrough;

    MemoryState(MemoryOptions options, RecordStore store) {
        this.dimensions = options.embedder().dimensions();
        this.embedderKey = options.embedder().id() + '/' + options.embedder().version();
        this.index = new RecallIndex(VectorIndexes.create(VectorIndexOptions.of(dimensions)),
                RecallWeights.defaults());
        this.episodic = new EpisodicState(store, index);
        Documents documents = Documents.of(index::add, index::remove);
        this.semantic = new SemanticState(documents);
        this.procedural = new ProceduralState(documents);
        this.working = new WorkingState(options.workingTokens());
    }

    /** Files that were written from this memory. */
    List<Change.Exported> exports() {
        return exports;
    }

    /** {@code id/version} of the embedder whose vectors are kept. */
    String embedderKey() {
        return embedderKey;
    }

    long applied() {
        return applied;
    }

    /** Whether every durable change was applied. If not, the state is right again after the next open only. */
    boolean intact() {
        return intact;
    }

    /** A durable change could not be applied. */
    void broken() {
        intact = false;
    }

    /** An id that no record has or had. */
    long newId() {
        return nextId.getAndIncrement();
    }

    /** The id that the next record gets. */
    long nextId() {
        return nextId.get();
    }

    private boolean told(long episode) {
        return episodic.get(episode).map(e -> e.provenance().trust().compareTo(Trust.PERSON) >= 0).orElse(false);
    }

    private void used(long id) {
        nextId.accumulateAndGet(id + 1, Math::max);
    }

    /**
     * The one place where state changes. Writer thread, or the opening thread during replay.
     *
     * @param stored whether the record store holds an episode's body already
     */
    void apply(Change change, long sequence, boolean stored) {
        switch (change) {
            case Change.EpisodeRecorded c -> {
                used(c.episode().id());
                episodic.add(c.episode(), stored);
            }
            case Change.VectorStored c -> {
                if (c.embedder().equals(embedderKey) && c.vector().length == dimensions
                        && isUnit(c.vector())) {
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
            case Change.RegularityDropped c -> {
                semantic.drop(c.id());
                decisions.drop(c.id());
            }
            case Change.FactDropped c -> {
                semantic.dropFact(c.id());
                decisions.drop(c.id());
            }
            case Change.SkillDropped c -> {
                procedural.drop(c.id());
                decisions.drop(c.id());
            }
            case Change.EntityMerged c -> {
                used(c.merge().id());
                semantic.apply(c.merge());
            }
            case Change.Decided c -> decisions.apply(c.decision());
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
            case Change.Forgotten c -> {
                used(c.before() - 1);
                c.ids().forEach(this::forget);
                tombstones.apply(c);
                if (!c.values().isEmpty()) {
                    forgotten.add(new Change.Forgotten(c.time(), List.of(), c.before(), c.key(), c.values()));
                }
                forgottenAt = c.ids().isEmpty() ? forgottenAt : sequence;
            }
            case Change.Purged c -> purgedThrough = Math.max(purgedThrough, c.through());
            case Change.Exported c -> exports.add(c);
            case Change.PhaseReached c -> watermarks.merge(c.phase(), c.episode(), Math::max);
        }
        applied = sequence;
    }

    /** A vector that is not has come with an import; its text is embedded here instead. */
    private static boolean isUnit(float[] vector) {
        double square = 0;
        for (float x : vector) {
            square += (double) x * x;
        }
        return Math.abs(square - 1) < 0.02; // false for NaN too
    }

    private void forget(long id) {
        episodic.remove(id);
        semantic.dropFact(id);
        semantic.drop(id);
        semantic.dropMerge(id);
        procedural.drop(id);
        working.remove(id);
        decisions.drop(id);
    }

    /** Whether something was forgotten whose bytes may still be in the journal. */
    boolean purgeIsDue() {
        return forgottenAt > purgedThrough;
    }

    /**
     * Whether a change that was journalled and applied is part of what there is now. What is not can leave the journal: without it
     * the fold over the journal, in order, ends in the same state.
     */
    boolean holds(Change change) {
        return switch (change) {
            case Change.EpisodeRecorded c -> episodic.has(c.episode().id());
            case Change.VectorStored c -> index.holds(c.key());
            case Change.FactWritten c -> semantic.fact(c.fact().id()).filter(c.fact()::equals).isPresent();
            case Change.RegularityWritten c ->
                semantic.regularity(c.regularity().id()).filter(c.regularity()::equals).isPresent();
            case Change.SkillWritten c -> procedural.skill(c.skill().id()).filter(c.skill()::equals).isPresent();
            case Change.EntityMerged c -> semantic.merges().contains(c.merge());
            case Change.WorkingWritten c -> working.item(c.item().id()).filter(c.item()::equals).isPresent();
            case Change.Decided c -> decisions.of(c.decision().record()).contains(c.decision());
            // These say nothing of what was forgotten, and the order of drops and writes stays right with them.
            case Change.RegularityDropped c -> true;
            case Change.FactDropped c -> true;
            case Change.SkillDropped c -> true;
            case Change.WorkingRemoved c -> true;
            case Change.Accessed c -> true;
            case Change.PhaseReached c -> true;
            case Change.Forgotten c -> true;
            case Change.Purged c -> true;
            case Change.Exported c -> true;
        };
    }

    /**
     * Whether a change is of a record that there still is, in this or an earlier state of it: what an export writes. Where and
     * until when this memory's own files are clean is no part of it.
     */
    boolean concerns(Change change) {
        return switch (change) {
            case Change.FactWritten c -> semantic.fact(c.fact().id()).isPresent();
            case Change.RegularityWritten c -> semantic.regularity(c.regularity().id()).isPresent();
            case Change.SkillWritten c -> procedural.skill(c.skill().id()).isPresent();
            case Change.EntityMerged c -> semantic.merges().stream().anyMatch(m -> m.id() == c.merge().id());
            case Change.WorkingWritten c -> working.item(c.item().id()).isPresent();
            case Change.Purged c -> false;
            case Change.Exported c -> false;
            default -> holds(change);
        };
    }

    /** The parts of a snapshot; empty where the index cannot be kept yet, and then there are no snapshots. */
    List<SnapshotPart> parts() {
        List<SnapshotPart> ofIndex = index.snapshotParts();
        if (ofIndex.isEmpty()) {
            return List.of();
        }
        List<SnapshotPart> parts = new ArrayList<>(ofIndex);
        parts.add(episodic);
        parts.add(this);
        return parts;
    }

    /** The shortest list of changes that brings back everything but episodes, vectors and recalls, in a possible order. */
    List<Change> essence() {
        List<Change> changes = new ArrayList<>();
        semantic.merges().forEach(merge -> changes.add(new Change.EntityMerged(merge)));
        semantic.allFacts().forEach(fact -> changes.add(new Change.FactWritten(fact)));
        semantic.regularities().forEach(regularity -> changes.add(new Change.RegularityWritten(regularity)));
        procedural.all().forEach(skill -> changes.add(new Change.SkillWritten(skill)));
        working.items().forEach(item -> changes.add(new Change.WorkingWritten(item)));
        decisions.all().forEach(decision -> changes.add(new Change.Decided(decision)));
        changes.addAll(forgotten);
        if (!forgotten.isEmpty() && !purgeIsDue()) {
            changes.add(new Change.Purged(applied));
        }
        changes.addAll(exports);
        watermarks.forEach((phase, episode) -> changes.add(new Change.PhaseReached(phase, episode)));
        return changes;
    }

    @Override
    public String section() {
        return "layers";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Frozen freeze() {
        long at = applied;
        long next = nextId.get();
        List<Change> changes = essence();
        return out -> write(out, at, next, changes);
    }

    private static void write(SnapshotOutput out, long applied, long nextId, List<Change> changes)
            throws IOException {
        out.putLong(applied);
        out.putLong(nextId);
        for (int from = 0; from < changes.size(); from += CHANGES_PER_BLOCK) {
            byte[] block = ChangeCodec
                    .encode(changes.subList(from, Math.min(changes.size(), from + CHANGES_PER_BLOCK)));
            out.putInt(block.length);
            out.putBytes(block, 0, block.length);
        }
        out.putInt(0);
    }

    @Override
    public void restore(SnapshotInput in) {
        long at = in.getLong();
        nextId.set(in.getLong());
        for (int length = in.getCount(1 << 28); length > 0; length = in.getCount(1 << 28)) {
            byte[] block = new byte[length];
            in.getBytes(block, 0, length);
            ChangeCodec.decode(ByteBuffer.wrap(block)).forEach(change -> apply(change, at, true));
        }
        applied = at;
    }
}
