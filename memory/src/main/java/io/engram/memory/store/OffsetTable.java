package io.engram.memory.store;

/**
 * Where each record is: a hash table of longs with linear probing, 20 bytes a slot, at most two thirds full. Removal moves
 * later entries of the run back, so there are no dead slots. Not safe for threads.
 */
final class OffsetTable {

    @FunctionalInterface
    interface Visitor {
        void entry(long id, long offset, int length);
    }

    /** Offset 0 marks an empty slot: files begin with a header, so no record is there. */
    private long[] offsets = new long[16];
    private long[] ids = new long[16];
    private int[] lengths = new int[16];
    private int size;

    int size() {
        return size;
    }

    /** The slot of {@code id}, or -1. */
    int find(long id) {
        int mask = offsets.length - 1;
        int slot = home(id, mask);
        while (offsets[slot] != 0) {
            if (ids[slot] == id) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
        return -1;
    }

    long offset(int slot) {
        return offsets[slot];
    }

    int length(int slot) {
        return lengths[slot];
    }

    void put(long id, long offset, int length) {
        if ((size + 1) * 3L > offsets.length * 2L) {
            grow();
        }
        int mask = offsets.length - 1;
        int slot = home(id, mask);
        while (offsets[slot] != 0 && ids[slot] != id) {
            slot = slot + 1 & mask;
        }
        if (offsets[slot] == 0) {
            size++;
        }
        ids[slot] = id;
        offsets[slot] = offset;
        lengths[slot] = length;
    }

    void removeAt(int slot) {
        int mask = offsets.length - 1;
        int gap = slot;
        int next = gap + 1 & mask;
        while (offsets[next] != 0) {
            // an entry may move into the gap unless its home lies cyclically in (gap, next]
            int home = home(ids[next], mask);
            if ((next - home & mask) >= (next - gap & mask)) {
                ids[gap] = ids[next];
                offsets[gap] = offsets[next];
                lengths[gap] = lengths[next];
                gap = next;
            }
            next = next + 1 & mask;
        }
        offsets[gap] = 0;
        size--;
    }

    void forEach(Visitor visitor) {
        for (int slot = 0; slot < offsets.length; slot++) {
            if (offsets[slot] != 0) {
                visitor.entry(ids[slot], offsets[slot], lengths[slot]);
            }
        }
    }

    private void grow() {
        OffsetTable larger = new OffsetTable();
        int capacity = Math.multiplyExact(offsets.length, 2);
        larger.offsets = new long[capacity];
        larger.ids = new long[capacity];
        larger.lengths = new int[capacity];
        forEach(larger::put);
        offsets = larger.offsets;
        ids = larger.ids;
        lengths = larger.lengths;
    }

    private static int home(long id, int mask) {
        long mixed = id * 0x9E3779B97F4A7C15L; // 2^64 / golden ratio: spreads runs of neighbouring ids
        return (int) (mixed >>> 32) & mask;
    }
}
