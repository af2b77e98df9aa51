package io.engram.tensor.quant;

import io.engram.tensor.DType;
import io.engram.tensor.Matrix;
import io.engram.tensor.ShapeException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.Set;

/** Writes floats as blocks of a storage type. */
public final class Quantizer {
    private static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final Set<DType> TARGETS = EnumSet.of(DType.F32, DType.F16, DType.BF16, DType.Q8_0, DType.Q4_0,
            DType.Q4_K, DType.MXFP4);

    private Quantizer() {
    }

    /** Whether {@link #quantize} can write {@code type}. */
    public static boolean writes(DType type) {
        return TARGETS.contains(type);
    }

    /**
     * Writes {@code n} floats from {@code x[off]} on to {@code out} at byte {@code position}.
     *
     * @param n
     *            a multiple of the block size
     * @throws ShapeException
     *             if {@code n} is not
     * @throws UnsupportedOperationException
     *             if {@link #writes} is false for {@code type}
     */
    public static void quantize(DType type, float[] x, int off, int n, MemorySegment out, long position) {
        type.bytes(n);
        switch (type) {
            case F32 -> {
                for (int i = 0; i < n; i++) {
                    out.set(F32, position + 4L * i, x[off + i]);
                }
            }
            case F16 -> {
                for (int i = 0; i < n; i++) {
                    out.set(I16, position + 2L * i, Float.floatToFloat16(x[off + i]));
                }
            }
            case BF16 -> {
                for (int i = 0; i < n; i++) {
                    out.set(I16, position + 2L * i, toBfloat16(x[off + i]));
                }
            }
            case Q8_0 -> {
                for (int i = 0; i < n; i += 32) {
                    q8Zero(x, off + i, out, position + (i / 32) * 34L);
                }
            }
            case Q4_0 -> {
                for (int i = 0; i < n; i += 32) {
                    q4Zero(x, off + i, out, position + (i / 32) * 18L);
                }
            }
            case Q4_K -> {
                for (int i = 0; i < n; i += 256) {
                    SmallBlocks.q4K(x, off + i, out, position + (i / 256) * 144L);
                }
            }
            case MXFP4 -> {
                for (int i = 0; i < n; i += 32) {
                    SmallBlocks.mxfp4(x, off + i, out, position + (i / 32) * 17L);
                }
            }
            default -> throw new UnsupportedOperationException(
                    "quantize: expected a type of " + TARGETS + ", received " + type);
        }
    }

    /** A matrix of {@code type} in heap memory from {@code rows * cols} row-major floats. */
    public static Matrix matrix(DType type, int rows, int cols, float[] values) {
        if ((long) rows * cols != values.length) {
            throw new ShapeException("matrix values: expected " + (long) rows * cols + " for " + rows + " x " + cols
                    + ", received " + values.length);
        }
        MemorySegment data = MemorySegment.ofArray(new byte[Math.toIntExact(type.bytes(values.length))]);
        quantize(type, values, 0, values.length, data, 0);
        return new Matrix(type, rows, cols, data);
    }

    /** The upper half of a float, rounded to nearest even; a NaN stays a (quiet) NaN. */
    static short toBfloat16(float x) {
        int bits = Float.floatToRawIntBits(x);
        if (Float.isNaN(x)) {
            return (short) ((bits >> 16) | 0x40);
        }
        return (short) ((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
    }

    /** Scale d = m / 127 so that the largest magnitude m becomes 127. */
    private static void q8Zero(float[] x, int off, MemorySegment out, long p) {
        float max = 0;
        for (int j = 0; j < 32; j++) {
            max = Math.max(max, Math.abs(x[off + j]));
        }
        float d = max / 127;
        float inverse = d == 0 ? 0 : 1 / d;
        out.set(I16, p, Float.floatToFloat16(d));
        for (int j = 0; j < 32; j++) {
            out.set(ValueLayout.JAVA_BYTE, p + 2 + j, (byte) Math.round(x[off + j] * inverse));
        }
    }

    /** Scale d = v / -8 with v the value of largest magnitude, which so becomes the nibble 0. */
    private static void q4Zero(float[] x, int off, MemorySegment out, long p) {
        float extreme = 0;
        for (int j = 0; j < 32; j++) {
            extreme = Math.abs(x[off + j]) > Math.abs(extreme) ? x[off + j] : extreme;
        }
        float d = extreme / -8;
        float inverse = d == 0 ? 0 : 1 / d;
        out.set(I16, p, Float.floatToFloat16(d));
        for (int j = 0; j < 16; j++) {
            int low = nibble(x[off + j] * inverse);
            int high = nibble(x[off + j + 16] * inverse);
            out.set(ValueLayout.JAVA_BYTE, p + 2 + j, (byte) (low | (high << 4)));
        }
    }

    private static int nibble(float steps) {
        return Math.min(15, (int) (steps + 8.5f));
    }
}
