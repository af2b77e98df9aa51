package io.engram.tensor.kernel;

import static io.engram.tensor.kernel.InterleavedLayout.R;
import static io.engram.tensor.kernel.InterleavedRows.HALF;
import static io.engram.tensor.kernel.InterleavedRows.HALF_BIAS;
import static io.engram.tensor.kernel.InterleavedRows.I;
import static io.engram.tensor.kernel.InterleavedRows.LE;
import static io.engram.tensor.kernel.InterleavedRows.QUARTER;
import static io.engram.tensor.kernel.VectorElements.F;

import io.engram.tensor.DType;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/** A tile of two row groups by up to 256 inputs, as shorts with float scales. One per call; not shared by threads. */
final class TileUnpacking {
    private static final int ROWS = 2 * R;
    private static final int DEPTH = 256;
    private static final int NIBBLES = 0x000f_000f;

    private final DType type;
    private final MemorySegment w;
    /** Pairs of inputs under one scale. */
    final int steps;
    /** [pair][row][input of the pair], signed. */
    final short[] weights = new short[DEPTH * ROWS];
    /** [block of 2 * steps inputs][row] */
    final float[] scales;
    /** [block of 32 inputs][row], what is subtracted per unit of input; empty if the type has none. */
    final float[] minima;

    TileUnpacking(DType type, MemorySegment w) {
        this.type = type;
        this.w = w;
        this.steps = type == DType.Q6_K ? 8 : 16;
        this.scales = new float[DEPTH / (2 * steps) * ROWS];
        this.minima = new float[type == DType.Q4_K || type == DType.Q5_K ? DEPTH / 32 * ROWS : 0];
    }

    boolean hasMinima() {
        return minima.length > 0;
    }

    /** Unpacks inputs k to k + depth - 1 of the group at byte {@code position} and of the one {@code next} bytes on. */
    void unpack(long position, long next, int k, int depth) {
        long block = position + (long) (k / type.blockSize()) * InterleavedLayout.blockBytes(type);
        for (int g = 0; g < 2; g++) {
            long p = block + g * next;
            switch (type) {
                case Q4_0 -> q4Zero(p, depth / 32, g);
                case Q5_0 -> q5Zero(p, depth / 32, g);
                case Q5_K -> q5K(p, g);
                case MXFP4 -> mxfp4(p, depth / 32, g);
                case Q4_K -> q4K(p, g);
                case Q6_K -> q6K(p, g);
                default -> throw new UnsupportedOperationException("tiles: no form for " + type);
            }
        }
    }

    private void q4Zero(long position, int blocks, int g) {
        long p = position;
        int o = g * ROWS;
        for (int b = 0; b < blocks; b++) {
            half(p).intoArray(scales, b * ROWS + g * R);
            p += 2L * R;
            for (int i = 0; i < 4; i++, p += 4L * R, o += 8 * ROWS) {
                IntVector q = IntVector.fromMemorySegment(I, w, p, LE);
                for (int s = 0; s < 4; s++) {
                    q.lanewise(VectorOperators.LSHR, 4 * s).and(NIBBLES).reinterpretAsShorts().sub((short) 8)
                            .intoArray(weights, o + s * 2 * ROWS);
                }
            }
        }
    }

    private void q5Zero(long position, int blocks, int g) {
        long p = position;
        int o = g * ROWS;
        for (int b = 0; b < blocks; b++) {
            half(p).intoArray(scales, b * ROWS + g * R);
            IntVector h = IntVector.fromMemorySegment(I, w, p + 2L * R, LE);
            p += 6L * R;
            for (int i = 0; i < 4; i++, p += 4L * R, o += 8 * ROWS) {
                IntVector q = IntVector.fromMemorySegment(I, w, p, LE);
                for (int s = 0; s < 4; s++) {
                    q.lanewise(VectorOperators.LSHR, 4 * s).and(NIBBLES)
                            .or(h.and(0x1_0001).lanewise(VectorOperators.LSHL, 4)).reinterpretAsShorts()
                            .sub((short) 16).intoArray(weights, o + s * 2 * ROWS);
                    h = h.lanewise(VectorOperators.LSHR, 1);
                }
            }
        }
    }

    private void mxfp4(long position, int blocks, int g) {
        long p = position;
        int o = g * ROWS;
        for (int b = 0; b < blocks; b++) {
            ((IntVector) ByteVector.fromMemorySegment(QUARTER, w, p, LE).convertShape(VectorOperators.ZERO_EXTEND_B2I,
                    I,
                    0)).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats().mul(0.5f)
                    .intoArray(scales, b * ROWS + g * R);
            p += R;
            for (int i = 0; i < 4; i++, p += 4L * R, o += 8 * ROWS) {
                IntVector q = IntVector.fromMemorySegment(I, w, p, LE);
                for (int s = 0; s < 4; s++) {
                    q.lanewise(VectorOperators.LSHR, 4 * s).and(NIBBLES).reinterpretAsShorts()
                            .selectFrom(InterleavedRows.E2M1_TWICE).intoArray(weights, o + s * 2 * ROWS);
                }
            }
        }
    }

    private void q4K(long position, int g) {
        FloatVector d = half(position);
        FloatVector m = half(position + 2L * R);
        long p = position + 4L * R;
        int o = g * ROWS;
        for (int b = 0; b < 8; b++) {
            d.mul(bytes(p)).intoArray(scales, b * ROWS + g * R);
            m.mul(bytes(p + R)).intoArray(minima, b * ROWS + g * R);
            p += 2L * R;
            for (int i = 0; i < 4; i++, p += 4L * R, o += 8 * ROWS) {
                IntVector q = IntVector.fromMemorySegment(I, w, p, LE);
                for (int s = 0; s < 4; s++) {
                    q.lanewise(VectorOperators.LSHR, 4 * s).and(NIBBLES).reinterpretAsShorts().intoArray(weights,
                            o + s * 2 * ROWS);
                }
            }
        }
    }

    /** Five bits minus 16, so that sums fit; the minimum takes back what the 16 add. */
    private void q5K(long position, int g) {
        FloatVector d = half(position);
        FloatVector m = half(position + 2L * R);
        long p = position + 4L * R;
        int o = g * ROWS;
        for (int b = 0; b < 8; b++) {
            FloatVector scale = d.mul(bytes(p));
            scale.intoArray(scales, b * ROWS + g * R);
            m.mul(bytes(p + R)).sub(scale.mul(16)).intoArray(minima, b * ROWS + g * R);
            IntVector h = IntVector.fromMemorySegment(I, w, p + 2L * R, LE);
            p += 6L * R;
            for (int i = 0; i < 4; i++, p += 4L * R, o += 8 * ROWS) {
                IntVector q = IntVector.fromMemorySegment(I, w, p, LE);
                for (int s = 0; s < 4; s++) {
                    q.lanewise(VectorOperators.LSHR, 4 * s).and(NIBBLES)
                            .or(h.and(0x1_0001).lanewise(VectorOperators.LSHL, 4)).reinterpretAsShorts()
                            .sub((short) 16).intoArray(weights, o + s * 2 * ROWS);
                    h = h.lanewise(VectorOperators.LSHR, 1);
                }
            }
        }
    }

    private void q6K(long position, int g) {
        FloatVector d = half(position);
        long p = position + 2L * R;
        int o = g * ROWS;
        for (int b = 0; b < 16; b++) {
            d.mul(bytes(p)).intoArray(scales, b * ROWS + g * R);
            IntVector h = IntVector.fromMemorySegment(I, w, p + R, LE);
            p += 5L * R;
            for (int i = 0; i < 2; i++, p += 4L * R, o += 8 * ROWS) {
                IntVector q = IntVector.fromMemorySegment(I, w, p, LE);
                for (int s = 0; s < 4; s++) {
                    q.lanewise(VectorOperators.LSHR, 4 * s).and(NIBBLES)
                            .or(h.and(0x3_0003).lanewise(VectorOperators.LSHL, 4)).reinterpretAsShorts()
                            .sub((short) 32).intoArray(weights, o + s * 2 * ROWS);
                    h = h.lanewise(VectorOperators.LSHR, 2);
                }
            }
        }
    }

    /** R half-precision numbers. */
    private FloatVector half(long p) {
        return ((IntVector) ShortVector.fromMemorySegment(HALF, w, p, LE).convertShape(VectorOperators.S2I, I, 0))
                .lanewise(VectorOperators.LSHL, 13).and(0x8fff_e000).reinterpretAsFloats().mul(HALF_BIAS);
    }

    /** R signed bytes as floats. */
    private FloatVector bytes(long p) {
        return (FloatVector) ByteVector.fromMemorySegment(QUARTER, w, p, LE).convertShape(VectorOperators.B2F, F, 0);
    }
}
