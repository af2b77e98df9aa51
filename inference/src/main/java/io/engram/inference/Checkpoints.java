package io.engram.inference;

import io.engram.inference.transformer.SequenceState.Snapshot;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Places that a session can go back to without computing anything again, by position.
 *
 * <p>When there are too many, the one goes whose neighbours are closest together compared with how far back it lies: what
 * stays is dense near the end and sparse near the start, since most returns are short. Belongs to the session's thread.
 */
final class Checkpoints {
    /** Most that are kept. */
    static final int MOST = 16;

    private final long mostBytes;
    private final NavigableMap<Integer, Checkpoint> byPosition = new TreeMap<>();

    /**
     * A place.
     *
     * @param snapshot
     *            of the layers that cannot go back by themselves
     * @param logits
     *            after its last token; null where they were not computed
     */
    @SuppressWarnings("ArrayRecordComponent") // logits are shared, never compared
    record Checkpoint(Snapshot snapshot, float @Nullable [] logits) {
        long bytes() {
            float[] kept = logits;
            return snapshot.bytes() + (kept == null ? 0 : (long) Float.BYTES * kept.length);
        }
    }

    Checkpoints(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** A copy; snapshots are shared. */
    Checkpoints copy() {
        Checkpoints copy = new Checkpoints(mostBytes);
        copy.byPosition.putAll(byPosition);
        return copy;
    }

    void put(Snapshot snapshot, float @Nullable [] logits) {
        byPosition.put(snapshot.position(), new Checkpoint(snapshot, logits));
        while (byPosition.size() > 1 && (byPosition.size() > MOST || bytes() > mostBytes)) {
            byPosition.remove(leastMissed());
        }
    }

    private int leastMissed() {
        int end = byPosition.lastKey() + 1;
        int least = byPosition.firstKey();
        double leastLoss = Double.POSITIVE_INFINITY;
        for (int position : byPosition.headMap(byPosition.lastKey(), false).keySet()) {
            Integer before = byPosition.lowerKey(position);
            int gap = byPosition.higherKey(position) - (before == null ? 0 : before);
            double loss = (double) gap / (end - position);
            if (loss < leastLoss) {
                leastLoss = loss;
                least = position;
            }
        }
        return least;
    }

    /** Forgets those after a position. */
    void truncate(int position) {
        byPosition.tailMap(position, false).clear();
    }

    @Nullable
    Checkpoint at(int position) {
        return byPosition.get(position);
    }

    /** The last at or before a position, or null. */
    @Nullable
    Checkpoint before(int position) {
        Map.Entry<Integer, Checkpoint> entry = byPosition.floorEntry(position);
        return entry == null ? null : entry.getValue();
    }

    /** All, first position first. */
    Iterable<Checkpoint> all() {
        return byPosition.values();
    }

    int size() {
        return byPosition.size();
    }

    long bytes() {
        return byPosition.values().stream().mapToLong(Checkpoint::bytes).sum();
    }

    void clear() {
        byPosition.clear();
    }
}
