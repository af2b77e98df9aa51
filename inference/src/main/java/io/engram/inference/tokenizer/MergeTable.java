package io.engram.inference.tokenizer;

import java.util.Arrays;

/**
 * Which pairs of symbols join, in which order, and into what. An open-addressed hash table with linear probing on the pair
 * packed into a long; about 40 bytes a merge.
 */
final class MergeTable {
    /** Result of a lookup of a pair that does not join. */
    static final long NONE = -1;
    private static final long EMPTY = -1;

    private final long[] keys;
    private final long[] values;
    private final int mask;

    /** Room for {@code merges} pairs. */
    MergeTable(int merges) {
        int capacity = Integer.highestOneBit(Math.max(16, merges) * 2 - 1) * 2;
        keys = new long[capacity];
        values = new long[capacity];
        mask = capacity - 1;
        Arrays.fill(keys, EMPTY);
    }

    /** Adds a pair unless it is there. */
    void add(int left, int right, int rank, int joined) {
        long key = key(left, right);
        int slot = slot(key);
        if (keys[slot] == EMPTY) {
            keys[slot] = key;
            values[slot] = (long) rank << 32 | joined;
        }
    }

    /** The rank in the upper and the joined symbol in the lower half, or {@link #NONE}. */
    long find(int left, int right) {
        int slot = slot(key(left, right));
        return keys[slot] == EMPTY ? NONE : values[slot];
    }

    private int slot(long key) {
        long hash = key * 0x9e3779b97f4a7c15L;
        int slot = (int) (hash >>> 32) & mask;
        while (keys[slot] != EMPTY && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static long key(int left, int right) {
        return (long) left << 32 | right;
    }
}
