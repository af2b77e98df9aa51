package io.engram.memory.change;

import io.engram.memory.Episode;
import io.engram.memory.SleepPhase;
import io.engram.memory.consolidation.Decision;
import io.engram.memory.procedural.Skill;
import io.engram.memory.semantic.EntityMerge;
import io.engram.memory.semantic.Fact;
import io.engram.memory.semantic.Regularity;
import io.engram.memory.working.WorkingItem;
import java.time.Instant;
import java.util.List;

/** One thing that became true. */
public sealed interface Change {
    /** An episode was recorded. Its links are not stored; the directory derives them. */
    record EpisodeRecorded(Episode episode) implements Change {
    }

    /**
     * The vector of a text was computed.
     *
     * @param key the text's key, see {@link io.engram.memory.recall.TextKey}
     * @param embedder {@code id/version} of the embedder
     * @param vector unit vector [dimensions]; the array is owned by the change
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared; moved between codec and index only
    record VectorStored(long key, String embedder, float[] vector) implements Change {
    }

    /** A fact was learned, supported, closed or retired: its whole new state. */
    record FactWritten(Fact fact) implements Change {
    }

    /** A regularity was promoted or its counts were refreshed: its whole new state. */
    record RegularityWritten(Regularity regularity) implements Change {
    }

    /** A regularity is no longer held. */
    record RegularityDropped(long id) implements Change {
    }

    /** A skill was promoted, refreshed, used, demoted or retired: its whole new state. */
    record SkillWritten(Skill skill) implements Change {
    }

    /** An item came into working memory or was pinned or unpinned: its whole new state. */
    record WorkingWritten(WorkingItem item) implements Change {
    }

    /** An item left working memory. */
    record WorkingRemoved(long id) implements Change {
    }

    /** Records were recalled. */
    record Accessed(List<Long> ids, Instant time) implements Change {
        public Accessed {
            ids = List.copyOf(ids);
        }
    }

    /** A fact is no longer known at all, as if it had never been learned. */
    record FactDropped(long id) implements Change {
    }

    /** A skill is no longer known at all. */
    record SkillDropped(long id) implements Change {
    }

    /** Two names were found to mean one entity, or that was undone: the merge's whole new state. */
    record EntityMerged(EntityMerge merge) implements Change {
    }

    /** Consolidation decided something about a record. */
    record Decided(Decision decision) implements Change {
    }

    /**
     * Records were forgotten on request, with everything about them; their bytes leave the journal afterwards, see {@link Purged}.
     *
     * @param ids the records, of any layer
     * @param before ids from here on were not given yet
     * @param key of the hashes
     * @param values keyed hashes of what must not be derived again, see {@link
     *            io.engram.memory.forgetting.ValueTombstones}
     */
    @SuppressWarnings("ArrayRecordComponent") // a random key; changes are not compared
    record Forgotten(Instant time, List<Long> ids, long before, byte[] key, List<Long> values) implements Change {
        public Forgotten {
            ids = List.copyOf(ids);
            values = List.copyOf(values);
        }
    }

    /** Whatever was forgotten up to a journal record is not in the journal any more. */
    record Purged(long through) implements Change {
    }

    /** The memory was written to a file that is not ours any more; it holds records with ids below {@code before}. */
    record Exported(Instant time, String file, long before) implements Change {
    }

    /** A phase of sleep has gone through all episodes up to an id. */
    record PhaseReached(SleepPhase phase, long episode) implements Change {
    }
}
