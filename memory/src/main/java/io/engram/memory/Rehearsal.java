package io.engram.memory;

import io.engram.memory.change.Change;
import io.engram.memory.consolidation.Tombstones;
import io.engram.memory.episodic.EpisodicState;
import io.engram.memory.procedural.ProceduralState;
import io.engram.memory.recall.Documents;
import io.engram.memory.semantic.SemanticState;
import io.engram.memory.sleep.Layers;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** A copy of the derived layers in which a sleep can be tried; nothing of it is written anywhere. One thread. */
final class Rehearsal {
    private final SemanticState semantic = new SemanticState(Documents.none());
    private final ProceduralState procedural = new ProceduralState(Documents.none());
    private final Map<SleepPhase, Long> watermarks = new EnumMap<>(SleepPhase.class);
    private final Set<Long> inMind = new HashSet<>();
    private final Sleeper sleeper;

    /**
     * @param essence the changes that bring back the layers as they are
     * @param nextId what the next record's id would be
     */
    Rehearsal(MemoryOptions options, EpisodicState episodic, Tombstones tombstones, List<Change> essence, long nextId) {
        essence.forEach(this::apply);
        AtomicLong ids = new AtomicLong(nextId);
        this.sleeper = new Sleeper(options, episodic,
                new Layers(semantic, procedural, tombstones, ids::getAndIncrement, options.clock()), watermarks,
                () -> inMind, changes -> changes.get().forEach(this::apply));
    }

    private void apply(Change change) {
        switch (change) {
            case Change.FactWritten c -> semantic.apply(c.fact());
            case Change.FactDropped c -> semantic.dropFact(c.id());
            case Change.RegularityWritten c -> semantic.apply(c.regularity());
            case Change.RegularityDropped c -> semantic.drop(c.id());
            case Change.EntityMerged c -> semantic.apply(c.merge());
            case Change.SkillWritten c -> procedural.apply(c.skill());
            case Change.SkillDropped c -> procedural.drop(c.id());
            case Change.WorkingWritten c -> inMind.add(c.item().episode());
            case Change.PhaseReached c -> watermarks.merge(c.phase(), c.episode(), Math::max);
            default -> {
                // episodes, vectors and decisions play no part in what sleep decides
            }
        }
    }

    SleepReport sleep(SleepListener listener, SleepBudget budget) {
        return sleeper.sleep(listener, budget);
    }
}
