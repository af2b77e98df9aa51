package io.engram.memory.index;

/** Makes vector indexes. */
public final class VectorIndexes {
    private VectorIndexes() {
    }

    /** A new, empty index: exact while small, then a graph built in the background while searches stay complete. */
    public static VectorIndex create(VectorIndexOptions options) {
        return new SlotIndex(options);
    }
}
