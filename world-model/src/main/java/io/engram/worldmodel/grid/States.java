package io.engram.worldmodel.grid;

import java.util.Arrays;

/**
 * Flat storage of imagined states by slot: a pose, what the own cell shows, and the few cells that differ from the map
 * the imagination started from.
 */
final class States {
    /** Most cells that one imagined state may differ in; a state that would need more is a dead end. */
    static final int CHANGES = 8;

    int[] pose = new int[0];
    int[] self = new int[0];
    int[] count = new int[0];
    /** {@code [slot * CHANGES + i]}: {@code cell << 8 | kind}. */
    int[] change = new int[0];
    /** Same state, same hash, whatever the order of its changes. */
    long[] hash = new long[0];

    void reserve(int slots) {
        if (slots <= pose.length)
            return;
        int size = Math.max(slots, pose.length * 2);
        pose = Arrays.copyOf(pose, size);
        self = Arrays.copyOf(self, size);
        count = Arrays.copyOf(count, size);
        change = Arrays.copyOf(change, size * CHANGES);
        hash = Arrays.copyOf(hash, size);
    }

    void copy(int from, States target, int to) {
        target.pose[to] = pose[from];
        target.self[to] = self[from];
        target.count[to] = count[from];
        target.hash[to] = hash[from];
        System.arraycopy(change, from * CHANGES, target.change, to * CHANGES, count[from]);
    }

    /** Starts a slot without changes. */
    void start(int slot, int atPose, int selfKind) {
        pose[slot] = atPose;
        self[slot] = selfKind;
        count[slot] = 0;
        rehash(slot);
    }

    /** The kind of a cell in a slot's state. */
    int kind(int slot, int cell, byte[] map) {
        int base = slot * CHANGES;
        for (int i = count[slot] - 1; i >= 0; i--)
            if (change[base + i] >>> 8 == cell)
                return change[base + i] & 255;
        return map[cell] & 255;
    }

    /** Changes a cell; false when the slot has no room for another change. */
    boolean put(int slot, int cell, int kind, byte[] map) {
        int base = slot * CHANGES;
        int i = 0;
        while (i < count[slot] && change[base + i] >>> 8 != cell)
            i++;
        boolean original = (map[cell] & 255) == kind;
        if (i == count[slot]) {
            if (original)
                return true;
            if (i == CHANGES)
                return false;
            count[slot]++;
        } else if (original) {
            change[base + i] = change[base + --count[slot]];
            return true;
        }
        change[base + i] = cell << 8 | kind;
        return true;
    }

    void rehash(int slot) {
        long h = LongMap.mix((long) pose[slot] << 8 | self[slot]);
        for (int i = 0; i < count[slot]; i++)
            h ^= LongMap.mix(0x9e3779b97f4a7c15L * (change[slot * CHANGES + i] + 1));
        hash[slot] = h;
    }

    long key(int slot, byte[] map) {
        long key = self[slot];
        for (int f = 1; f < Patch.FEATURES; f++)
            key |= Patch.with(f, kind(slot, Motion.cell(pose[slot], Patch.DX[f], Patch.DY[f]), map));
        return key;
    }
}
