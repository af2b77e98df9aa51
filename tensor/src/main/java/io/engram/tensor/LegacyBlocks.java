package io.engram.tensor;

import static io.engram.tensor.Layouts.I32;
import static io.engram.tensor.Layouts.bits;
import static io.engram.tensor.Layouts.half;
import static io.engram.tensor.Layouts.i8;
import static io.engram.tensor.Layouts.u8;

import java.lang.foreign.MemorySegment;

/**
 * Decoders of the 32-element formats with one F16 scale d (and, in the _1 forms, an F16 minimum m).
 *
 * <p>Nibble order, here and in every 4-bit format: byte j holds element j in its low and element j + 16 in its high half.
 * Five-bit forms keep the fifth bit of element j in bit j of a 32-bit word.
 *
 * <pre>
 * Q8_0  d | 32 x int8             x = d q
 * Q4_0  d | 16 x nibbles          x = d (q - 8)
 * Q4_1  d, m | 16 x nibbles       x = d q + m
 * Q5_0  d | word | 16 x nibbles   x = d (q - 16)
 * Q5_1  d, m | word | 16 nibbles  x = d q + m
 * </pre>
 */
final class LegacyBlocks {
    private static final int SIZE = 32;
    private static final int HALF = 16;

    private LegacyBlocks() {
    }

    static void q8Zero(MemorySegment data, long position, int blocks, float[] out, int off) {
        long p = position;
        for (int o = off, end = off + blocks * SIZE; o < end; o += SIZE, p += 34) {
            float d = half(data, p);
            for (int j = 0; j < SIZE; j++) {
                out[o + j] = d * i8(data, p + 2 + j);
            }
        }
    }

    static void q4Zero(MemorySegment data, long position, int blocks, float[] out, int off) {
        long p = position;
        for (int o = off, end = off + blocks * SIZE; o < end; o += SIZE, p += 18) {
            float d = half(data, p);
            for (int j = 0; j < HALF; j++) {
                int q = u8(data, p + 2 + j);
                out[o + j] = d * ((q & 15) - 8);
                out[o + j + HALF] = d * ((q >> 4) - 8);
            }
        }
    }

    static void q4One(MemorySegment data, long position, int blocks, float[] out, int off) {
        long p = position;
        for (int o = off, end = off + blocks * SIZE; o < end; o += SIZE, p += 20) {
            float d = half(data, p);
            float m = half(data, p + 2);
            for (int j = 0; j < HALF; j++) {
                int q = u8(data, p + 4 + j);
                out[o + j] = d * (q & 15) + m;
                out[o + j + HALF] = d * (q >> 4) + m;
            }
        }
    }

    static void q5Zero(MemorySegment data, long position, int blocks, float[] out, int off) {
        long p = position;
        for (int o = off, end = off + blocks * SIZE; o < end; o += SIZE, p += 22) {
            float d = half(data, p);
            int fifth = data.get(I32, p + 2);
            for (int j = 0; j < HALF; j++) {
                int q = u8(data, p + 6 + j);
                out[o + j] = d * (((q & 15) | (bits(fifth, j, 1) << 4)) - 16);
                out[o + j + HALF] = d * (((q >> 4) | (bits(fifth, j + HALF, 1) << 4)) - 16);
            }
        }
    }

    static void q5One(MemorySegment data, long position, int blocks, float[] out, int off) {
        long p = position;
        for (int o = off, end = off + blocks * SIZE; o < end; o += SIZE, p += 24) {
            float d = half(data, p);
            float m = half(data, p + 2);
            int fifth = data.get(I32, p + 4);
            for (int j = 0; j < HALF; j++) {
                int q = u8(data, p + 8 + j);
                out[o + j] = d * ((q & 15) | (bits(fifth, j, 1) << 4)) + m;
                out[o + j + HALF] = d * ((q >> 4) | (bits(fifth, j + HALF, 1) << 4)) + m;
            }
        }
    }
}
