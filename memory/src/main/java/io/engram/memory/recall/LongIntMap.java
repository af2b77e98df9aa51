package io.engram.memory.recall;

import java.util.Arrays;

/**
 * Open-addressed map from {@code long} to a non-negative {@code int}, linear probing, deletion by moving later entries back.
 * Twelve bytes a slot, load at most one half. Not thread-safe.
 */
final class LongIntMap {
    /** What {@link #get} returns where there is no entry. */
    static final int NONE = -1;

    private long[] keys = new long[32];
    private int[] values = filled(32);
    private int size;

    int get(long key) {
        return values[slot(key)];
    }

    /** Sets an entry; the value it had, or {@link #NONE}. */
    int put(long key, int value) {
        if (value < 0) {
            throw new IllegalArgumentException("value must not be negative, was " + value);
        }
        int slot = slot(key);
        int old = values[slot];
        keys[slot] = key;
        values[slot] = value;
        if (old == NONE && ++size * 2 > keys.length) {
            grow();
        }
        return old;
    }

    /** Removes an entry; the value it had, or {@link #NONE}. */
    int remove(long key) {
        int slot = slot(key);
        int old = values[slot];
        if (old == NONE) {
            return NONE;
        }
        size--;
        int mask = keys.length - 1;
        int hole = slot;
        for (int i = (hole + 1) & mask; values[i] != NONE; i = (i + 1) & mask) {
            int home = home(keys[i]);
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                keys[hole] = keys[i];
                values[hole] = values[i];
                hole = i;
            }
        }
        values[hole] = NONE;
        return old;
    }

    int size() {
        return size;
    }

    private int home(long key) {
        long mixed = key * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 32) & (keys.length - 1);
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = home(key);
        while (values[slot] != NONE && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = filled(oldKeys.length * 2);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != NONE) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }

    private static int[] filled(int length) {
        int[] values = new int[length];
        Arrays.fill(values, NONE);
        return values;
    }
}
