package io.engram.inference;

import java.util.Arrays;

/** Small computations over logits. */
final class Logits {
    private Logits() {
    }

    /** Index of the largest value, the lowest among equals. */
    static int argMax(float[] x) {
        int best = 0;
        for (int i = 1; i < x.length; i++) {
            if (x[i] > x[best]) {
                best = i;
            }
        }
        return best;
    }

    /** Natural logarithm of the sum of exponentials, in double. */
    static double logSum(float[] x) {
        double max = x[argMax(x)];
        double sum = 0;
        for (float v : x) {
            sum += Math.exp(v - max);
        }
        return max + Math.log(sum);
    }

    /** Indices of the {@code n} largest values, largest first, lower indices first among equals. */
    static int[] largest(float[] x, int n) {
        // Each key orders like (value descending, index ascending): a min-heap of the n best keys would do, but sorting
        // the survivors of a growing threshold keeps it to a plain array of longs.
        long[] best = new long[Math.max(1, n)];
        int size = 0;
        long worst = Long.MIN_VALUE;
        for (int i = 0; i < x.length && n > 0; i++) {
            long key = (long) ordered(x[i]) << 32 | (0x7fffffffL - i);
            if (size < n) {
                best[size++] = key;
                if (size == n) {
                    Arrays.sort(best);
                    worst = best[0];
                }
            } else if (key > worst) {
                int at = -Arrays.binarySearch(best, key) - 1;
                System.arraycopy(best, 1, best, 0, at - 1);
                best[at - 1] = key;
                worst = best[0];
            }
        }
        Arrays.sort(best, 0, size);
        int[] ids = new int[size];
        for (int i = 0; i < size; i++) {
            ids[i] = (int) (0x7fffffffL - (best[size - 1 - i] & 0xffffffffL));
        }
        return ids;
    }

    /** An int that orders like the float; NaN orders below everything. */
    private static int ordered(float value) {
        if (Float.isNaN(value)) {
            return Integer.MIN_VALUE;
        }
        int bits = Float.floatToRawIntBits(value);
        return bits >= 0 ? bits : bits ^ 0x7fffffff;
    }
}
