package io.engram.tensor.quant;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Writers of Q4_K and MXFP4 blocks by plain rounding, without a search for better scales. */
final class SmallBlocks {
    private static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfByte I8 = ValueLayout.JAVA_BYTE;
    private static final int GROUPS = 8;
    private static final int GROUP = 32;
    /** Magnitudes of E2M1, by code. */
    private static final float[] E2M1 = {0, 0.5f, 1, 1.5f, 2, 3, 4, 6};

    private SmallBlocks() {
    }

    /**
     * 256 values: each group of 32 spans its own range from the lower of zero and its least value up in 15 steps; steps and
     * offsets are held in 63rds of the block's largest.
     */
    static void q4K(float[] x, int off, MemorySegment out, long p) {
        float[] step = new float[GROUPS];
        float[] offset = new float[GROUPS];
        float maxStep = 0;
        float maxOffset = 0;
        for (int g = 0; g < GROUPS; g++) {
            float least = 0;
            float most = 0;
            for (int i = off + g * GROUP; i < off + (g + 1) * GROUP; i++) {
                least = Math.min(least, x[i]);
                most = Math.max(most, x[i]);
            }
            step[g] = (most - least) / 15;
            offset[g] = -least;
            maxStep = Math.max(maxStep, step[g]);
            maxOffset = Math.max(maxOffset, offset[g]);
        }
        short d = Float.floatToFloat16(maxStep / 63);
        short min = Float.floatToFloat16(maxOffset / 63);
        float unit = Float.float16ToFloat(d);
        float minUnit = Float.float16ToFloat(min);
        out.set(I16, p, d);
        out.set(I16, p + 2, min);
        int[] scales = new int[GROUPS];
        int[] mins = new int[GROUPS];
        for (int g = 0; g < GROUPS; g++) {
            scales[g] = sixBits(step[g], unit);
            mins[g] = sixBits(offset[g], minUnit);
            float inverse = scales[g] == 0 || unit == 0 ? 0 : 1 / (unit * scales[g]);
            long nibbles = p + 16 + 32L * (g >> 1);
            for (int i = 0; i < GROUP; i++) {
                int q = Math.clamp(Math.round((x[off + g * GROUP + i] + minUnit * mins[g]) * inverse), 0, 15);
                int before = (g & 1) == 0 ? 0 : out.get(I8, nibbles + i);
                out.set(I8, nibbles + i, (byte) (before | (q << (4 * (g & 1)))));
            }
        }
        for (int g = 0; g < 4; g++) {
            out.set(I8, p + 4 + g, (byte) (scales[g] | (scales[g + 4] >> 4 << 6)));
            out.set(I8, p + 8 + g, (byte) (mins[g] | (mins[g + 4] >> 4 << 6)));
            out.set(I8, p + 12 + g, (byte) ((scales[g + 4] & 15) | ((mins[g + 4] & 15) << 4)));
        }
    }

    private static int sixBits(float value, float unit) {
        return unit == 0 ? 0 : Math.clamp(Math.round(value / unit), 0, 63);
    }

    /** 32 values under a power of two that brings the largest to between 4 and 8; above 6 is cut to 6 (OCP MX 1.0, 6.3). */
    static void mxfp4(float[] x, int off, MemorySegment out, long p) {
        float max = 0;
        for (int i = off; i < off + GROUP; i++) {
            max = Math.max(max, Math.abs(x[i]));
        }
        int exponent = max == 0 ? 0 : Math.clamp(Math.getExponent(max) - 2, -126, 127);
        out.set(I8, p, (byte) (exponent + 127));
        for (int j = 0; j < GROUP / 2; j++) {
            int low = e2m1(Math.scalb(x[off + j], -exponent));
            int high = e2m1(Math.scalb(x[off + j + GROUP / 2], -exponent));
            out.set(I8, p + 1 + j, (byte) (low | (high << 4)));
        }
    }

    private static int e2m1(float v) {
        float magnitude = Math.abs(v);
        int code = 0;
        while (code < 7 && magnitude > (E2M1[code] + E2M1[code + 1]) / 2) {
            code++;
        }
        return v < 0 && code > 0 ? code | 8 : code;
    }
}
