package io.engram.planner;

import java.util.Arrays;

/** State key to node, open addressing; key 0 is no key. */
final class KeyTable {
    static final int ABSENT = -1;
    private long[] keys = new long[256];
    private int[] nodes = new int[256];
    private int size;

    void clear() {
        Arrays.fill(keys, 0L);
        size = 0;
    }

    int get(long key) {
        if (key == 0L) {
            return ABSENT;
        }
        for (int i = slot(key);; i = (i + 1) & (keys.length - 1)) {
            if (keys[i] == key) {
                return nodes[i];
            }
            if (keys[i] == 0L) {
                return ABSENT;
            }
        }
    }

    /** Adds a key that is not 0 and not there yet. */
    void put(long key, int node) {
        if (++size * 2 > keys.length) {
            grow();
        }
        int i = slot(key);
        while (keys[i] != 0L) {
            i = (i + 1) & (keys.length - 1);
        }
        keys[i] = key;
        nodes[i] = node;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldNodes = nodes;
        keys = new long[oldKeys.length * 2];
        nodes = new int[keys.length];
        size = 1;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0L) {
                put(oldKeys[i], oldNodes[i]);
            }
        }
    }

    private int slot(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & (keys.length - 1);
    }
}
