package io.engram.worldmodel.grid;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.function.BiConsumer;

/** Open-addressing map from long keys to tallies, without boxing: the search looks contexts up millions of times. */
final class LongMap {
    private long[] keys = new long[64];
    private @Nullable Tally[] values = new @Nullable Tally[64];
    private int size;

    @Nullable
    Tally get(long key) {
        int mask = keys.length - 1;
        for (int i = (int) mix(key) & mask;; i = i + 1 & mask) {
            Tally value = values[i];
            if (value == null)
                return null;
            if (keys[i] == key)
                return value;
        }
    }

    Tally at(long key) {
        Tally known = get(key);
        if (known != null)
            return known;
        if (size * 2 >= keys.length)
            grow();
        Tally fresh = new Tally();
        put(key, fresh);
        size++;
        return fresh;
    }

    private void put(long key, Tally value) {
        int mask = keys.length - 1;
        int i = (int) mix(key) & mask;
        while (values[i] != null)
            i = i + 1 & mask;
        keys[i] = key;
        values[i] = value;
    }

    private void grow() {
        long[] oldKeys = keys;
        @Nullable
        Tally[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new @Nullable Tally[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            Tally value = oldValues[i];
            if (value != null)
                put(oldKeys[i], value);
        }
    }

    int size() {
        return size;
    }

    void clear() {
        Arrays.fill(values, null);
        size = 0;
    }

    /** Visits all entries in an order that depends only on the insertions so far. */
    void forEach(BiConsumer<Long, Tally> visitor) {
        for (int i = 0; i < keys.length; i++) {
            Tally value = values[i];
            if (value != null)
                visitor.accept(keys[i], value);
        }
    }

    /** Finalizer of SplitMix64: spreads all key bits over the low ones. */
    static long mix(long z) {
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
