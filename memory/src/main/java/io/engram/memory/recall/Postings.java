package io.engram.memory.recall;

import java.util.Arrays;

/** The documents that hold one term, by ascending ordinal, with how often. Five bytes each. Guarded by its index. */
final class Postings {
    private static final int MOST = 255;

    private int[] ordinals = new int[4];
    private byte[] frequencies = new byte[4];
    private int size;

    int size() {
        return size;
    }

    int ordinal(int i) {
        return ordinals[i];
    }

    int frequency(int i) {
        return frequencies[i] & 0xff;
    }

    /** Appends; ordinals come in order. Counts above 255 are kept as 255, where BM25 is flat. */
    void add(int ordinal, int frequency) {
        if (size == ordinals.length) {
            int to = size + (size >> 1) + 2;
            ordinals = Arrays.copyOf(ordinals, to);
            frequencies = Arrays.copyOf(frequencies, to);
        }
        ordinals[size] = ordinal;
        frequencies[size++] = (byte) Math.min(frequency, MOST);
    }

    /** Cuts a document out, if it is there. */
    void remove(int ordinal) {
        int at = Arrays.binarySearch(ordinals, 0, size, ordinal);
        if (at >= 0) {
            System.arraycopy(ordinals, at + 1, ordinals, at, size - at - 1);
            System.arraycopy(frequencies, at + 1, frequencies, at, size - at - 1);
            ordinals[--size] = 0;
        }
    }

    /** The first position from {@code from} on whose ordinal is at least {@code ordinal}; {@link #size} if none. */
    int seek(int from, int ordinal) {
        int low = from;
        int step = 1;
        while (low + step < size && ordinals[low + step] < ordinal) {
            low += step;
            step <<= 1;
        }
        int high = Math.min(size, low + step + 1);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ordinals[middle] < ordinal) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** How often the document holds the term. */
    int of(int ordinal) {
        int at = Arrays.binarySearch(ordinals, 0, size, ordinal);
        return at >= 0 ? frequency(at) : 0;
    }
}
