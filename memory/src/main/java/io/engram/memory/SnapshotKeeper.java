package io.engram.memory;

import io.engram.memory.journal.Journal;
import io.engram.memory.snapshot.SnapshotFormatException;
import io.engram.memory.snapshot.SnapshotKey;
import io.engram.memory.snapshot.SnapshotPart;
import io.engram.memory.snapshot.SnapshotReader;
import io.engram.memory.snapshot.Snapshots;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when one agent's state is kept as a snapshot, and brings it back.
 *
 * <p>A snapshot is due when the records since the last one are both more than {@value #LEAST_RECORDS} and more than an eighth
 * of all: replay after a crash is then short beside the size of the memory, and over the years each record is written into
 * snapshots a bounded number of times. The same rule holds for vectors that have come into the graph, whose place there is
 * nowhere else and takes longest to work out again. All parts are frozen by one command of the writer, so they fit together; writing goes
 * on in the background, one at a time. Thread-safe.
 */
final class SnapshotKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotKeeper.class);
    static final int LEAST_RECORDS = 8192;
    /** A close that leaves more than this to be replayed takes a snapshot. */
    static final int AT_CLOSE = 2048;

    private final String agentId;
    private final String variant;
    private final Journal journal;
    private final Snapshots snapshots;
    private final boolean readOnly;
    private final AtomicBoolean writing = new AtomicBoolean();
    /** Of the newest snapshot: its journal record, and how many vectors its graph holds. */
    private volatile long kept;
    private volatile int keptInGraph;
    private volatile @Nullable Thread thread;

    /**
     * @param variant what the state depends on beside the journal
     * @param readOnly snapshots are used, and neither written nor deleted
     */
    SnapshotKeeper(Path directory, String agentId, String variant, Journal journal, boolean readOnly) {
        this.readOnly = readOnly;
        this.agentId = agentId;
        this.variant = variant;
        this.journal = journal;
        this.snapshots = new Snapshots(directory);
    }

    /** Restores the state, which must be fresh, from the newest usable snapshot; whether there was one. */
    boolean restore(MemoryState state) {
        List<SnapshotPart> parts = state.parts();
        if (parts.isEmpty()) {
            return false;
        }
        try {
            if (!readOnly) {
                snapshots.deleteAfter(journal.lastSequence());
            }
        } catch (IOException e) {
            throw new MemoryException("a useless snapshot of \"" + agentId + "\" could not be deleted: " + e, e);
        }
        Optional<SnapshotReader> found = snapshots.newest(this::belongsHere);
        if (found.isEmpty()) {
            return false;
        }
        try (SnapshotReader reader = found.get()) {
            parts.subList(0, parts.size() - 1).parallelStream().forEach(reader::restore);
            reader.restore(parts.getLast());
            kept = reader.key().sequence();
            keptInGraph = state.index.inGraph();
            return true;
        } catch (SnapshotFormatException e) {
            LOG.warn("snapshot of {} is ignored, the state is built from the journal: {}", agentId, e.getMessage());
        } catch (RuntimeException | IOException e) {
            LOG.warn("snapshot of {} is ignored, the state is built from the journal", agentId, e);
        }
        throw new UnusableSnapshot();
    }

    /** The state that was to be restored is spoilt; a fresh one must be built without a snapshot. */
    static final class UnusableSnapshot extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private boolean belongsHere(SnapshotKey key) {
        return key.agentId().equals(agentId) && key.variant().equals(variant)
                && key.sequence() <= journal.lastSequence() && journal.stampAt(key.sequence()) == key.journal();
    }

    /** Starts a snapshot in the background if one is due. Cheap otherwise. */
    void consider(MemoryState state, MemoryWriter writer) {
        if (readOnly) {
            return;
        }
        int inGraph = state.index.inGraph();
        if ((isMuch(state.applied() - kept, state.applied()) || isMuch(inGraph - keptInGraph, inGraph))
                && state.intact() && !state.purgeIsDue()
                && !state.parts().isEmpty()
                && writing.compareAndSet(false, true)) {
            thread = Thread.ofPlatform().daemon().name("engram-snapshot-" + agentId).priority(Thread.MIN_PRIORITY)
                    .start(() -> {
                        try {
                            take(state, writer);
                        } finally {
                            writing.set(false);
                        }
                    });
        }
    }

    private static boolean isMuch(long since, long all) {
        return since > LEAST_RECORDS && since > all / 8;
    }

    /** Takes a snapshot before a close, if it will save the next open much. Nothing may be written any more. */
    void atClose(MemoryState state) {
        finish();
        if (readOnly) {
            return;
        }
        int inGraph = state.index.inGraph();
        boolean much = state.applied() - kept > AT_CLOSE || inGraph - keptInGraph > AT_CLOSE;
        if (much && state.intact() && !state.purgeIsDue() && !state.parts().isEmpty()) {
            write(freeze(state), key(state), inGraph);
        }
    }

    private void take(MemoryState state, MemoryWriter writer) {
        try {
            List<Snapshots.Section> sections = new ArrayList<>();
            SnapshotKey[] key = new SnapshotKey[1];
            int inGraph = state.index.inGraph();
            writer.submit(true, () -> {
                sections.addAll(freeze(state));
                key[0] = key(state);
                return new MemoryWriter.Prepared<>(List.of(), () -> 0);
            }).join();
            write(sections, key[0], inGraph);
        } catch (CompletionException | MemoryException e) {
            LOG.debug("no snapshot of {}: its memory is being closed", agentId, e);
        }
    }

    private static List<Snapshots.Section> freeze(MemoryState state) {
        return state.parts().stream().map(Snapshots.Section::freeze).toList();
    }

    private SnapshotKey key(MemoryState state) {
        return new SnapshotKey(agentId, state.applied(), journal.stampAt(state.applied()), variant);
    }

    private void write(List<Snapshots.Section> sections, SnapshotKey key, int inGraph) {
        long begin = System.nanoTime();
        try {
            snapshots.write(key, sections);
            LOG.info("snapshot of {} at journal record {} in {} ms", agentId, key.sequence(),
                    (System.nanoTime() - begin) / 1_000_000);
        } catch (IOException e) {
            LOG.warn("snapshot of {} at journal record {} could not be written; the next open takes longer", agentId,
                    key.sequence(), e);
        }
        keptInGraph = inGraph;
        kept = key.sequence(); // after a failure too: the next try is a whole interval away
    }

    /** Waits for the snapshot under way. */
    void finish() {
        Thread running = thread;
        if (running != null) {
            try {
                running.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new MemoryException("interrupted while a snapshot of \"" + agentId + "\" was written", e);
            }
        }
    }

    /** Removes all snapshots, for good. */
    void deleteAll() {
        if (readOnly) {
            return;
        }
        finish();
        try {
            snapshots.deleteAll();
            kept = 0;
            keptInGraph = 0;
        } catch (IOException e) {
            throw new MemoryException("the snapshots of \"" + agentId + "\" could not be deleted: " + e, e);
        }
    }
}
