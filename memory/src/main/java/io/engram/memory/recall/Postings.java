package io.engram.memory.recall;

import io.engram.memory.snapshot.SnapshotInput;
import io.engram.memory.snapshot.SnapshotOutput;
import java.io.IOException;
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

    /** Cuts a document out, if it is there. In new arrays, as a {@link Frozen} may hold the old ones. */
    void remove(int ordinal) {
        int at = Arrays.binarySearch(ordinals, 0, size, ordinal);
        if (at >= 0) {
            int[] fewer = Arrays.copyOf(ordinals, size);
            byte[] fewerFrequencies = Arrays.copyOf(frequencies, size);
            System.arraycopy(ordinals, at + 1, fewer, at, size - at - 1);
            System.arraycopy(frequencies, at + 1, fewerFrequencies, at, size - at - 1);
            fewer[size - 1] = 0;
            ordinals = fewer;
            frequencies = fewerFrequencies;
            size--;
        }
    }

    /** The postings of one moment; later additions lie behind its size. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Frozen(String term, int[] ordinals, byte[] frequencies, int size) {
        void write(SnapshotOutput out) throws IOException {
            out.putText(term);
            out.putInt(size);
            out.putInts(ordinals, 0, size);
            out.putBytes(frequencies, 0, size);
        }
    }

    Frozen freeze(String term) {
        return new Frozen(term, ordinals, frequencies, size);
    }

    /** Reads what follows the term. */
    static Postings read(SnapshotInput in, int documents) {
        Postings postings = new Postings();
        postings.size = in.getCount(documents);
        postings.ordinals = new int[postings.size];
        postings.frequencies = new byte[postings.size];
        in.getInts(postings.ordinals, 0, postings.size);
        in.getBytes(postings.frequencies, 0, postings.size);
        int before = -1;
        for (int ordinal : postings.ordinals) {
            if (ordinal <= before || ordinal >= documents) {
                throw in.bad("expected ascending documents below " + documents + ", found " + ordinal + " after "
                        + before);
            }
            before = ordinal;
        }
        return postings;
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
