package io.engram.memory.recall;

/** Selection on packed (score, ordinal) pairs: a {@code long} that orders by score, then by smaller ordinal. Pure. */
final class Best {
    private Best() {
    }

    /** Packs; the score must be at least 0, which makes its bits ordered. */
    static long pack(float score, int ordinal) {
        return ((long) Float.floatToRawIntBits(score) << 32) | (~ordinal & 0xffffffffL);
    }

    static int ordinal(long packed) {
        return ~(int) packed;
    }

    static float score(long packed) {
        return Float.intBitsToFloat((int) (packed >>> 32));
    }

    /** Moves the {@code k} largest of the first {@code n} values to the front, in no order (quickselect, Hoare 1961). */
    static void first(long[] values, int n, int k) {
        int low = 0;
        int high = n - 1;
        while (low < high) {
            long pivot = median(values[low], values[(low + high) >>> 1], values[high]);
            int i = low;
            int j = high;
            while (i <= j) {
                while (values[i] > pivot) {
                    i++;
                }
                while (values[j] < pivot) {
                    j--;
                }
                if (i <= j) {
                    long swap = values[i];
                    values[i++] = values[j];
                    values[j--] = swap;
                }
            }
            if (k - 1 <= j) {
                high = j;
            } else if (k - 1 >= i) {
                low = i;
            } else {
                return;
            }
        }
    }

    private static long median(long a, long b, long c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
