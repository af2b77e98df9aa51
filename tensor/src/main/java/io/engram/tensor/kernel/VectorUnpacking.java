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
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Part of a stored row as floats, the same numbers as {@link Matrix#dequantizeRow} gives. */
final class VectorUnpacking {
    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LE);
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Short> S = LANES < 8
            ? ShortVector.SPECIES_64
            : VectorSpecies.of(short.class, VectorShape.forBitSize(F.vectorBitSize() / 2));
    private static final VectorSpecies<Byte> B = LANES < 8
            ? ByteVector.SPECIES_64
            : VectorSpecies.of(byte.class, VectorShape.forBitSize(F.vectorBitSize() / 4));

    private VectorUnpacking() {
    }

    /** Columns {@code col} to {@code col + n - 1} of {@code row}, whole blocks, to {@code out[off ...]}. */
    static void row(Matrix w, int row, int col, int n, float[] out, int off) {
        DType type = w.type();
        if (!VectorRows.FUSED || n % 32 != 0) {
            w.dequantizeRow(row, col, n, out, off);
            return;
        }
        long p = row * w.rowBytes() + type.bytes(col);
        switch (type) {
            case F32 -> f32(w.data(), p, n, out, off);
            case BF16 -> bf16(w.data(), p, n, out, off);
            case Q8_0 -> q8Zero(w.data(), p, n, out, off);
            case Q4_0 -> q4Zero(w.data(), p, n, out, off);
            default -> w.dequantizeRow(row, col, n, out, off);
        }
    }

    private static void f32(MemorySegment d, long position, int n, float[] out, int off) {
        MemorySegment.copy(d, ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LE), position, out, off, n);
    }

    private static void bf16(MemorySegment d, long position, int n, float[] out, int off) {
        for (int i = 0; i < n; i += LANES) {
            ((IntVector) ShortVector.fromMemorySegment(S, d, position + 2L * i, LE).convertShape(VectorOperators.S2I, I,
                    0)).lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().intoArray(out, off + i);
        }
    }

    private static void q8Zero(MemorySegment d, long position, int n, float[] out, int off) {
        long p = position;
        for (int i = 0; i < n; i += 32, p += 34) {
            float scale = Float.float16ToFloat(d.get(I16, p));
            for (int j = 0; j < 32; j += LANES) {
                ((FloatVector) ByteVector.fromMemorySegment(B, d, p + 2 + j, LE).convertShape(VectorOperators.B2F, F,
                        0)).mul(scale).intoArray(out, off + i + j);
            }
        }
    }

    private static void q4Zero(MemorySegment d, long position, int n, float[] out, int off) {
        long p = position;
        for (int i = 0; i < n; i += 32, p += 18) {
            float scale = Float.float16ToFloat(d.get(I16, p));
            for (int j = 0; j < 16; j += LANES) {
                IntVector q = (IntVector) ByteVector.fromMemorySegment(B, d, p + 2 + j, LE)
                        .convertShape(VectorOperators.B2I, I, 0);
                ((FloatVector) q.and(15).sub(8).convert(VectorOperators.I2F, 0)).mul(scale).intoArray(out, off + i + j);
                ((FloatVector) q.lanewise(VectorOperators.LSHR, 4).and(15).sub(8).convert(VectorOperators.I2F, 0))
                        .mul(scale).intoArray(out, off + i + j + 16);
            }
        }
    }
}
