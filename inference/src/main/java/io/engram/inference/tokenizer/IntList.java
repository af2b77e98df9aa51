package io.engram.inference.tokenizer;

import java.util.Arrays;

/** A growing list of ints without boxing. Not thread-safe. */
public final class IntList {
    private int[] values = new int[16];
    private int size;

    /** Appends one value. */
    public void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.multiplyExact(size, 2));
        }
        values[size++] = value;
    }

    /** Number of values. */
    public int size() {
        return size;
    }

    /** A copy of the values. */
    public int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
