package io.engram.tensor.kernel;

import static io.engram.tensor.kernel.VectorElements.F;
import static io.engram.tensor.kernel.VectorElements.LANES;

import io.engram.tensor.DType;
import io.engram.tensor.Matrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Matrix times vector on the bytes of a file, row-major, activations in float.
 *
 * <p>Two rows are computed together, half of the range apart: two far streams keep the memory system busier than one,
 * while two adjacent rows defeat the prefetcher. Q8_0, the common one of these types, takes four, a quarter apart. A row's
 * sum is the same in all cases.
 *
 * <p>Types without a fused loop are unpacked block by block into a scratch row. So is everything on machines whose vectors
 * are narrower than 256 bits, which have no byte vector of as many lanes.
 */
final class VectorRows {
    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LE);
    static final boolean FUSED = LANES >= 8;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Byte> B = LANES >= 16 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;
    private static final VectorSpecies<Short> S = LANES >= 16 ? ShortVector.SPECIES_256 : ShortVector.SPECIES_128;
    private static final float TWO_112 = 0x1p112f;

    private VectorRows() {
    }

    static void matVec(Matrix w, int row0, int row1, float[] x, int xo, float[] y, int yo) {
        MemorySegment data = w.data();
        long rowBytes = w.rowBytes();
        int n = w.cols();
        float[] two = new float[4];
        int first = row0;
        if (FUSED && w.type() == DType.Q8_0) {
            int quarter = (row1 - row0) / 4;
            for (int r = row0; r < row0 + quarter; r++) {
                q8ZeroFour(data, r * rowBytes, quarter * rowBytes, n, x, xo, two);
                for (int i = 0; i < 4; i++) {
                    y[yo + r + i * quarter] = two[i];
                }
            }
            first += 4 * quarter;
        }
        int half = (row1 - first) / 2;
        float[] scratch = fused(w) ? two : new float[n];
        for (int r = first; r < first + half; r++) {
            pair(w, data, r * rowBytes, (r + half) * rowBytes, r, r + half, n, x, xo, scratch, two);
            y[yo + r] = two[0];
            y[yo + r + half] = two[1];
        }
        if ((row1 - first) % 2 != 0) {
            int r = row1 - 1;
            pair(w, data, r * rowBytes, r * rowBytes, r, r, n, x, xo, scratch, two);
            y[yo + r] = two[0];
        }
    }

    private static boolean fused(Matrix w) {
        return FUSED && switch (w.type()) {
            case F32, F16, BF16, Q8_0, Q4_0 -> true;
            default -> false;
        };
    }

    private static void pair(Matrix w, MemorySegment data, long p, long q, int r, int s, int n, float[] x, int xo,
            float[] scratch, float[] two) {
        if (!fused(w)) {
            w.dequantizeRow(r, scratch, 0);
            two[0] = VectorElements.dot(scratch, 0, x, xo, n);
            if (s != r) {
                w.dequantizeRow(s, scratch, 0);
                two[1] = VectorElements.dot(scratch, 0, x, xo, n);
            }
            return;
        }
        switch (w.type()) {
            case F32 -> f32(data, p, q, n, x, xo, two);
            case F16 -> f16(data, p, q, n, x, xo, two);
            case BF16 -> bf16(data, p, q, n, x, xo, two);
            case Q8_0 -> q8Zero(data, p, q, n, x, xo, two);
            case Q4_0 -> q4Zero(data, p, q, n, x, xo, two);
            default -> throw new AssertionError(w.type());
        }
    }

    private static void f32(MemorySegment d, long p, long q, int n, float[] x, int xo, float[] two) {
        FloatVector a = FloatVector.zero(F);
        FloatVector b = FloatVector.zero(F);
        FloatVector c = FloatVector.zero(F);
        FloatVector e = FloatVector.zero(F);
        int i = 0;
        for (int end = n - 2 * LANES; i <= end; i += 2 * LANES) {
            FloatVector x0 = FloatVector.fromArray(F, x, xo + i);
            FloatVector x1 = FloatVector.fromArray(F, x, xo + i + LANES);
            a = FloatVector.fromMemorySegment(F, d, p + 4L * i, LE).fma(x0, a);
            b = FloatVector.fromMemorySegment(F, d, p + 4L * (i + LANES), LE).fma(x1, b);
            c = FloatVector.fromMemorySegment(F, d, q + 4L * i, LE).fma(x0, c);
            e = FloatVector.fromMemorySegment(F, d, q + 4L * (i + LANES), LE).fma(x1, e);
        }
        float first = VectorElements.sumLanes(a.add(b));
        float second = VectorElements.sumLanes(c.add(e));
        for (; i < n; i++) {
            first += Float.intBitsToFloat(bits(d, p + 4L * i)) * x[xo + i];
            second += Float.intBitsToFloat(bits(d, q + 4L * i)) * x[xo + i];
        }
        two[0] = first;
        two[1] = second;
    }

    private static int bits(MemorySegment d, long p) {
        return d.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(LE), p);
    }

    /**
     * Half to single: shift exponent and fraction to their places, drop the copies of the sign, and multiply by 2^112 to
     * move the exponent's bias; exact for denormals. Infinities and NaNs, the only values that come out at 2^16 or more,
     * get their exponent bits set.
     */
    private static void f16(MemorySegment d, long p, long q, int n, float[] x, int xo, float[] two) {
        FloatVector a = FloatVector.zero(F);
        FloatVector b = FloatVector.zero(F);
        int i = 0;
        for (int end = n - LANES; i <= end; i += LANES) {
            FloatVector v = FloatVector.fromArray(F, x, xo + i);
            IntVector g = (IntVector) ShortVector.fromMemorySegment(S, d, p + 2L * i, LE)
                    .convertShape(VectorOperators.S2I, I, 0);
            IntVector h = (IntVector) ShortVector.fromMemorySegment(S, d, q + 2L * i, LE)
                    .convertShape(VectorOperators.S2I, I, 0);
            FloatVector u = g.lanewise(VectorOperators.LSHL, 13).and(0x8fff_e000).reinterpretAsFloats().mul(TWO_112);
            FloatVector t = h.lanewise(VectorOperators.LSHL, 13).and(0x8fff_e000).reinterpretAsFloats().mul(TWO_112);
            IntVector ui = u.reinterpretAsInts();
            IntVector ti = t.reinterpretAsInts();
            u = ui.blend(ui.or(0x7f80_0000), u.abs().compare(VectorOperators.GE, 65536f).cast(I)).reinterpretAsFloats();
            t = ti.blend(ti.or(0x7f80_0000), t.abs().compare(VectorOperators.GE, 65536f).cast(I)).reinterpretAsFloats();
            a = u.fma(v, a);
            b = t.fma(v, b);
        }
        float first = VectorElements.sumLanes(a);
        float second = VectorElements.sumLanes(b);
        for (; i < n; i++) {
            first += Float.float16ToFloat(d.get(I16, p + 2L * i)) * x[xo + i];
            second += Float.float16ToFloat(d.get(I16, q + 2L * i)) * x[xo + i];
        }
        two[0] = first;
        two[1] = second;
    }

    private static void bf16(MemorySegment d, long p, long q, int n, float[] x, int xo, float[] two) {
        FloatVector a = FloatVector.zero(F);
        FloatVector b = FloatVector.zero(F);
        int i = 0;
        for (int end = n - LANES; i <= end; i += LANES) {
            FloatVector v = FloatVector.fromArray(F, x, xo + i);
            IntVector g = (IntVector) ShortVector.fromMemorySegment(S, d, p + 2L * i, LE)
                    .convertShape(VectorOperators.S2I, I, 0);
            IntVector h = (IntVector) ShortVector.fromMemorySegment(S, d, q + 2L * i, LE)
                    .convertShape(VectorOperators.S2I, I, 0);
            a = g.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(v, a);
            b = h.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(v, b);
        }
        float first = VectorElements.sumLanes(a);
        float second = VectorElements.sumLanes(b);
        for (; i < n; i++) {
            first += Float.intBitsToFloat(d.get(I16, p + 2L * i) << 16) * x[xo + i];
            second += Float.intBitsToFloat(d.get(I16, q + 2L * i) << 16) * x[xo + i];
        }
        two[0] = first;
        two[1] = second;
    }

    private static void q8Zero(MemorySegment d, long p0, long q0, int n, float[] x, int xo, float[] two) {
        FloatVector a = FloatVector.zero(F);
        FloatVector b = FloatVector.zero(F);
        long p = p0;
        long q = q0;
        for (int i = xo, end = xo + n; i < end; i += 32, p += 34, q += 34) {
            FloatVector u = FloatVector.zero(F);
            FloatVector t = FloatVector.zero(F);
            for (int j = 0; j < 32; j += LANES) {
                FloatVector v = FloatVector.fromArray(F, x, i + j);
                FloatVector g = (FloatVector) ByteVector.fromMemorySegment(B, d, p + 2 + j, LE)
                        .convertShape(VectorOperators.B2F, F, 0);
                FloatVector h = (FloatVector) ByteVector.fromMemorySegment(B, d, q + 2 + j, LE)
                        .convertShape(VectorOperators.B2F, F, 0);
                u = g.fma(v, u);
                t = h.fma(v, t);
            }
            a = u.fma(FloatVector.broadcast(F, Float.float16ToFloat(d.get(I16, p))), a);
            b = t.fma(FloatVector.broadcast(F, Float.float16ToFloat(d.get(I16, q))), b);
        }
        two[0] = VectorElements.sumLanes(a);
        two[1] = VectorElements.sumLanes(b);
    }

    /** As {@link #q8Zero} for four rows, {@code far} bytes apart. */
    private static void q8ZeroFour(MemorySegment d, long p0, long far, int n, float[] x, int xo, float[] four) {
        FloatVector a = FloatVector.zero(F);
        FloatVector b = FloatVector.zero(F);
        FloatVector c = FloatVector.zero(F);
        FloatVector e = FloatVector.zero(F);
        long p = p0;
        for (int i = xo, end = xo + n; i < end; i += 32, p += 34) {
            FloatVector s = FloatVector.zero(F);
            FloatVector t = s;
            FloatVector u = s;
            FloatVector v = s;
            for (int j = 0; j < 32; j += LANES) {
                FloatVector in = FloatVector.fromArray(F, x, i + j);
                s = ((FloatVector) ByteVector.fromMemorySegment(B, d, p + 2 + j, LE)
                        .convertShape(VectorOperators.B2F, F, 0)).fma(in, s);
                t = ((FloatVector) ByteVector.fromMemorySegment(B, d, p + far + 2 + j, LE)
                        .convertShape(VectorOperators.B2F, F, 0)).fma(in, t);
                u = ((FloatVector) ByteVector.fromMemorySegment(B, d, p + 2 * far + 2 + j, LE)
                        .convertShape(VectorOperators.B2F, F, 0)).fma(in, u);
                v = ((FloatVector) ByteVector.fromMemorySegment(B, d, p + 3 * far + 2 + j, LE)
                        .convertShape(VectorOperators.B2F, F, 0)).fma(in, v);
            }
            a = s.fma(FloatVector.broadcast(F, Float.float16ToFloat(d.get(I16, p))), a);
            b = t.fma(FloatVector.broadcast(F, Float.float16ToFloat(d.get(I16, p + far))), b);
            c = u.fma(FloatVector.broadcast(F, Float.float16ToFloat(d.get(I16, p + 2 * far))), c);
            e = v.fma(FloatVector.broadcast(F, Float.float16ToFloat(d.get(I16, p + 3 * far))), e);
        }
        four[0] = VectorElements.sumLanes(a);
        four[1] = VectorElements.sumLanes(b);
        four[2] = VectorElements.sumLanes(c);
        four[3] = VectorElements.sumLanes(e);
    }

    private static void q4Zero(MemorySegment d, long p0, long q0, int n, float[] x, int xo, float[] two) {
        FloatVector a = FloatVector.zero(F);
        FloatVector b = FloatVector.zero(F);
        long p = p0;
        long q = q0;
        for (int i = xo, end = xo + n; i < end; i += 32, p += 18, q += 18) {
            FloatVector u = FloatVector.zero(F);
            FloatVector t = FloatVector.zero(F);
            for (int j = 0; j < 16; j += LANES) {
                FloatVector low = FloatVector.fromArray(F, x, i + j);
                FloatVector high = FloatVector.fromArray(F, x, i + j + 16);
                IntVector g = (IntVector) ByteVector.fromMemorySegment(B, d, p + 2 + j, LE)
                        .convertShape(VectorOperators.B2I, I, 0);
                IntVector h = (IntVector) ByteVector.fromMemorySegment(B, d, q + 2 + j, LE)
                        .convertShape(VectorOperators.B2I, I, 0);
                u = ((FloatVector) g.and(15).sub(8).convert(VectorOperators.I2F, 0)).fma(low, u);
                t = ((FloatVector) h.and(15).sub(8).convert(VectorOperators.I2F, 0)).fma(low, t);
                u = ((FloatVector) g.lanewise(VectorOperators.LSHR, 4).and(15).sub(8).convert(VectorOperators.I2F, 0))
                        .fma(high, u);
                t = ((FloatVector) h.lanewise(VectorOperators.LSHR, 4).and(15).sub(8).convert(VectorOperators.I2F, 0))
                        .fma(high, t);
            }
            a = u.fma(FloatVector.broadcast(F, Float.float16ToFloat(d.get(I16, p))), a);
            b = t.fma(FloatVector.broadcast(F, Float.float16ToFloat(d.get(I16, q))), b);
        }
        two[0] = VectorElements.sumLanes(a);
        two[1] = VectorElements.sumLanes(b);
    }
}
