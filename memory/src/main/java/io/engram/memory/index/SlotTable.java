package io.engram.memory.index;

/** id → slot: linear probing, 12 bytes a place, at most two thirds full. Not safe for threads. */
final class SlotTable {
    private static final int EMPTY = -1;
    private long[] ids = new long[64];
    private int[] slots = filled(64);
    private int size;

    private static int[] filled(int capacity) {
        int[] slots = new int[capacity];
        java.util.Arrays.fill(slots, EMPTY);
        return slots;
    }

    int size() {
        return size;
    }

    /** The slot of {@code id}, or -1. */
    int get(long id) {
        return slots[place(id)];
    }

    void put(long id, int slot) {
        if ((size + 1) * 3L > slots.length * 2L) {
            grow();
        }
        int at = place(id);
        if (slots[at] == EMPTY) {
            size++;
        }
        ids[at] = id;
        slots[at] = slot;
    }

    /** Removes and returns the slot, or -1. */
    int remove(long id) {
        int gap = place(id);
        int removed = slots[gap];
        if (removed == EMPTY) {
            return EMPTY;
        }
        int mask = slots.length - 1;
        for (int next = (gap + 1) & mask; slots[next] != EMPTY; next = (next + 1) & mask) {
            // an entry may move into the gap unless its home lies cyclically in (gap, next]
            int home = home(ids[next], mask);
            if (((next - home) & mask) >= ((next - gap) & mask)) {
                ids[gap] = ids[next];
                slots[gap] = slots[next];
                gap = next;
            }
        }
        slots[gap] = EMPTY;
        size--;
        return removed;
    }

    /** The place of {@code id}, or the empty one where it would go. */
    private int place(long id) {
        int mask = slots.length - 1;
        int at = home(id, mask);
        while (slots[at] != EMPTY && ids[at] != id) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] oldIds = ids;
        int[] oldSlots = slots;
        int capacity = Math.multiplyExact(slots.length, 2);
        ids = new long[capacity];
        slots = filled(capacity);
        for (int i = 0; i < oldSlots.length; i++) {
            if (oldSlots[i] != EMPTY) {
                int at = place(oldIds[i]);
                ids[at] = oldIds[i];
                slots[at] = oldSlots[i];
            }
        }
    }

    private static int home(long id, int mask) {
        return (int) ((id * 0x9E3779B97F4A7C15L) >>> 32) & mask; // 2^64 / golden ratio spreads runs of ids
    }
}
