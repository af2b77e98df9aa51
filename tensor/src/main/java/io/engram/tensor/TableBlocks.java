package io.engram.tensor;

import static io.engram.tensor.Layouts.I16;
import static io.engram.tensor.Layouts.bits;
import static io.engram.tensor.Layouts.half;
import static io.engram.tensor.Layouts.u8;

import java.lang.foreign.MemorySegment;

/**
 * Decoders of the formats whose nibbles index a table.
 *
 * <pre>
 * IQ4_NL  d | 16 x nibbles                                        x = d t[q]
 * IQ4_XS  d | upper scale bits 2 | lower scale nibbles 4 | 128    x = d (s - 32) t[q], groups of 32
 * MXFP4   e | 16 x nibbles                                        x = 2^(e-127) E2M1(q)
 * </pre>
 */
final class TableBlocks {
    /** The uneven steps of the IQ4 formats. */
    static final int[] IQ4 = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};
    /** Twice the values of the four-bit float E2M1, sign in the top bit. */
    static final int[] E2M1_TWICE = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

    private TableBlocks() {
    }

    static void iq4Nl(MemorySegment data, long position, int blocks, float[] out, int off) {
        long p = position;
        for (int o = off, end = off + blocks * 32; o < end; o += 32, p += 18) {
            nibbles(data, p + 2, half(data, p), IQ4, out, o);
        }
    }

    static void iq4Xs(MemorySegment data, long position, int blocks, float[] out, int off) {
        long p = position;
        for (int o = off, end = off + blocks * 256; o < end; o += 256, p += 136) {
            float d = half(data, p);
            int upper = data.get(I16, p + 2);
            for (int group = 0; group < 8; group++) {
                int low = bits(u8(data, p + 4 + (group >> 1)), (group & 1) * 4, 4);
                int scale = low | (bits(upper, 2 * group, 2) << 4);
                nibbles(data, p + 8 + 16L * group, d * (scale - 32), IQ4, out, o + 32 * group);
            }
        }
    }

    static void mxfp4(MemorySegment data, long position, int blocks, float[] out, int off) {
        long p = position;
        for (int o = off, end = off + blocks * 32; o < end; o += 32, p += 17) {
            nibbles(data, p + 1, halfPowerOfTwo(u8(data, p)), E2M1_TWICE, out, o);
        }
    }

    /** 2^(e-128) for an E8M0 exponent, denormal for e = 0 and 1: half of the scale, to go with doubled values. */
    static float halfPowerOfTwo(int e) {
        return Float.intBitsToFloat(e < 2 ? 0x0020_0000 << e : (e - 1) << 23);
    }

    private static void nibbles(MemorySegment data, long q, float d, int[] table, float[] out, int o) {
        for (int j = 0; j < 16; j++) {
            int two = u8(data, q + j);
            out[o + j] = d * table[two & 15];
            out[o + j + 16] = d * table[two >> 4];
        }
    }
}
