package io.engram.tensor;

import static io.engram.tensor.Layouts.bits;
import static io.engram.tensor.Layouts.half;
import static io.engram.tensor.Layouts.i8;
import static io.engram.tensor.Layouts.u8;

import java.lang.foreign.MemorySegment;

/**
 * Decoders of the K-quants: super-blocks of 256 elements in groups of 16 or 32, each group with a small integer scale
 * (and minimum) under one F16 scale d (and minimum) of the super-block.
 *
 * <p>Bytes of a super-block, in order:
 *
 * <pre>
 * Q2_K  scales 16 (low nibble scale, high minimum) | 2-bit 64 | d | dmin
 * Q3_K  third bits 32 | 2-bit 64 | scales 12 | d
 * Q4_K  d | dmin | scales 12 | nibbles 128
 * Q5_K  d | dmin | scales 12 | fifth bits 32 | nibbles 128
 * Q6_K  nibbles 128 | 2-bit 64 | scales 16 x int8 | d
 * </pre>
 */
final class KBlocks {
    private static final int SIZE = 256;

    private KBlocks() {
    }

    static void q2(MemorySegment data, long position, int blocks, float[] out, int off) {
        long p = position;
        for (int o = off, end = off + blocks * SIZE; o < end; o += SIZE, p += 84) {
            float d = half(data, p + 80);
            float min = half(data, p + 82);
            for (int group = 0; group < 16; group++) {
                int packed = u8(data, p + group);
                float scale = d * (packed & 15);
                float shift = min * (packed >> 4);
                long q = p + 16 + 32L * (group >> 3) + 16L * (group & 1);
                for (int j = 0; j < 16; j++) {
                    int two = bits(u8(data, q + j), (group >> 1 & 3) * 2, 2);
                    out[o + 16 * group + j] = scale * two - shift;
                }
            }
        }
    }

    static void q3(MemorySegment data, long position, int blocks, float[] out, int off) {
        long p = position;
        for (int o = off, end = off + blocks * SIZE; o < end; o += SIZE, p += 110) {
            float d = half(data, p + 108);
            for (int group = 0; group < 16; group++) {
                float scale = d * (q3Scale(data, p + 96, group) - 32);
                long q = p + 32 + 32L * (group >> 3) + 16L * (group & 1);
                long third = p + 16L * (group & 1);
                for (int j = 0; j < 16; j++) {
                    int two = bits(u8(data, q + j), (group >> 1 & 3) * 2, 2);
                    int high = bits(u8(data, third + j), group >> 1, 1);
                    out[o + 16 * group + j] = scale * ((two | (high << 2)) - 4);
                }
            }
        }
    }

    /** Six bits: four in the nibbles of bytes 0..7, the upper two in bytes 8..11. */
    private static int q3Scale(MemorySegment data, long scales, int group) {
        int low = bits(u8(data, scales + (group & 7)), (group >> 3) * 4, 4);
        int high = bits(u8(data, scales + 8 + (group & 3)), (group >> 2) * 2, 2);
        return low | (high << 4);
    }

    static void q4(MemorySegment data, long position, int blocks, float[] out, int off) {
        long p = position;
        for (int o = off, end = off + blocks * SIZE; o < end; o += SIZE, p += 144) {
            float d = half(data, p);
            float min = half(data, p + 2);
            for (int group = 0; group < 8; group++) {
                float scale = d * scaleOf(data, p + 4, group);
                float shift = min * minOf(data, p + 4, group);
                long q = p + 16 + 32L * (group >> 1);
                for (int j = 0; j < 32; j++) {
                    int four = bits(u8(data, q + j), (group & 1) * 4, 4);
                    out[o + 32 * group + j] = scale * four - shift;
                }
            }
        }
    }

    static void q5(MemorySegment data, long position, int blocks, float[] out, int off) {
        long p = position;
        for (int o = off, end = off + blocks * SIZE; o < end; o += SIZE, p += 176) {
            float d = half(data, p);
            float min = half(data, p + 2);
            for (int group = 0; group < 8; group++) {
                float scale = d * scaleOf(data, p + 4, group);
                float shift = min * minOf(data, p + 4, group);
                long q = p + 48 + 32L * (group >> 1);
                for (int j = 0; j < 32; j++) {
                    int four = bits(u8(data, q + j), (group & 1) * 4, 4);
                    int fifth = bits(u8(data, p + 16 + j), group, 1);
                    out[o + 32 * group + j] = scale * (four | (fifth << 4)) - shift;
                }
            }
        }
    }

    /** The six-bit scale of one of the 8 groups of Q4_K and Q5_K. */
    static int scaleOf(MemorySegment data, long scales, int group) {
        return group < 4
                ? bits(u8(data, scales + group), 0, 6)
                : bits(u8(data, scales + group + 4), 0, 4) | (bits(u8(data, scales + group - 4), 6, 2) << 4);
    }

    /** The six-bit minimum of one of the 8 groups of Q4_K and Q5_K. */
    static int minOf(MemorySegment data, long scales, int group) {
        return group < 4
                ? bits(u8(data, scales + group + 4), 0, 6)
                : bits(u8(data, scales + group + 4), 4, 4) | (bits(u8(data, scales + group), 6, 2) << 4);
    }

    static void q6(MemorySegment data, long position, int blocks, float[] out, int off) {
        long p = position;
        for (int o = off, end = off + blocks * SIZE; o < end; o += SIZE, p += 210) {
            float d = half(data, p + 208);
            for (int group = 0; group < 16; group++) {
                float scale = d * i8(data, p + 192 + group);
                for (int j = 0; j < 16; j++) {
                    out[o + 16 * group + j] = scale * (q6Value(data, p, 16 * group + j) - 32);
                }
            }
        }
    }

    /** The unsigned six-bit number of element {@code e} of the Q6_K super-block at {@code p}. */
    static int q6Value(MemorySegment data, long p, int e) {
        int half = e >> 7;
        int quarter = e >> 5 & 3;
        int lane = e & 31;
        int four = bits(u8(data, p + 64L * half + 32L * (quarter & 1) + lane), (quarter >> 1) * 4, 4);
        int two = bits(u8(data, p + 128 + 32L * half + lane), quarter * 2, 2);
        return four | (two << 4);
    }
}
