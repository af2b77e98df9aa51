package io.engram.inference.train;

import java.util.Arrays;

/** Arrays that grow to the largest batch and are then used again. */
final class Buffers {
    private Buffers() {
    }

    /** An array of at least {@code n} elements with any content. */
    static float[] atLeast(float[] array, int n) {
        return array.length >= n ? array : new float[n + n / 8];
    }

    /** An array of at least {@code n} elements, the first n zero. */
    static float[] zeros(float[] array, int n) {
        if (array.length < n) {
            return new float[n + n / 8];
        }
        Arrays.fill(array, 0, n, 0);
        return array;
    }

    static int[] atLeast(int[] array, int n) {
        return array.length >= n ? array : new int[n + n / 8];
    }
}
