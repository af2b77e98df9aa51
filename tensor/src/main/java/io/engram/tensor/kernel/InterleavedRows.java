package io.engram.tensor.kernel;

import static io.engram.tensor.kernel.InterleavedLayout.R;
import static io.engram.tensor.kernel.VectorElements.F;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * One, two or four groups of interleaved rows times one rounded input vector.
 *
 * <p>Short lane 2r + h belongs to row r and to the inputs of parity h, so a broadcast pair of inputs meets every row with
 * one multiplication, and nothing is summed across lanes until the block's end. Products of a nibble (or six bits minus
 * 32) with a byte stay below 2^15 in sums over a block: 16 x 15 x 127, 16 x 12 x 127, 8 x 32 x 127 (and 16 x 16 x 127 for
 * five bits minus 16). Where a format
 * subtracts an offset from its weights, the sum starts at minus offset times the sum of the inputs; it may wrap around on
 * the way, which is exact in the end.
 *
 * <p>A nibble is not cut out of its word where it need not be. With t_s the short without its lower s nibbles, nibble s is
 * t_s - 16 t_(s+1), so the sum of nibble times input is that of t_s times {@link RoundedBatch#steps}; what is above the
 * short's end falls away on both sides.
 *
 * <p>Loops are rolled and loads ascend on purpose: straight-line bodies lose up to half of the streaming rate. The forms for
 * two and four groups read as many streams that lie far apart, which keeps more of the memory's latency covered than one,
 * and share the broadcasts; every row's sum is the same in all forms.
 */
final class InterleavedRows {
    static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    static final VectorSpecies<Short> S = ShortVector.SPECIES_PREFERRED;
    static final VectorSpecies<Short> HALF = VectorSpecies.of(short.class,
            VectorShape.forBitSize(F.vectorBitSize() / 2));
    static final VectorSpecies<Byte> QUARTER = VectorSpecies.of(byte.class,
            VectorShape.forBitSize(F.vectorBitSize() / 4));
    /** Makes a half-precision number, moved to the bits of a single, worth its value: see {@link VectorRows}. */
    static final float HALF_BIAS = 0x1p112f;
    private static final int NIBBLES = 0x000f_000f;
    private static final int FIFTHS = 0x0010_0010;
    /** Twice the values of E2M1, repeated over the lanes. */
    static final ShortVector E2M1_TWICE = e2m1();

    private InterleavedRows() {
    }

    private static ShortVector e2m1() {
        short[] twice = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};
        short[] lanes = new short[S.length()];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = twice[i % 16];
        }
        return ShortVector.fromArray(S, lanes, 0);
    }

    static void q4Zero(MemorySegment w, long position, int blocks, RoundedBatch x, int token, float[] y, int yo) {
        int[] steps = x.steps;
        int[] halfSums = x.halfSums;
        float[] scales = x.scales;
        FloatVector acc = FloatVector.zero(F);
        long o = position;
        int j = token * blocks * 16;
        for (int b = token * blocks, end = b + blocks; b < end; b++) {
            ShortVector c = IntVector.broadcast(I, halfSums[2 * b]).reinterpretAsShorts()
                    .add(IntVector.broadcast(I, halfSums[2 * b + 1]).reinterpretAsShorts())
                    .lanewise(VectorOperators.LSHL, 3).neg();
            ShortVector d = ShortVector.zero(S);
            for (long p = o + 2L * R, e = p + 16L * R; p < e; p += 4L * R, j += 4) {
                ShortVector q = IntVector.fromMemorySegment(I, w, p, LE).reinterpretAsShorts();
                c = c.add(q.mul(IntVector.broadcast(I, steps[j]).reinterpretAsShorts()));
                d = d.add(q.lanewise(VectorOperators.LSHR, 4)
                        .mul(IntVector.broadcast(I, steps[j + 1]).reinterpretAsShorts()));
                c = c.add(q.lanewise(VectorOperators.LSHR, 8)
                        .mul(IntVector.broadcast(I, steps[j + 2]).reinterpretAsShorts()));
                d = d.add(q.lanewise(VectorOperators.LSHR, 12)
                        .mul(IntVector.broadcast(I, steps[j + 3]).reinterpretAsShorts()));
            }
            IntVector s = c.add(d).reinterpretAsInts();
            IntVector sum = s.lanewise(VectorOperators.ASHR, 16)
                    .add(s.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
            FloatVector scale = ((IntVector) ShortVector.fromMemorySegment(HALF, w, o, LE)
                    .convertShape(VectorOperators.S2I, I, 0)).lanewise(VectorOperators.LSHL, 13).and(0x8fff_e000)
                    .reinterpretAsFloats().mul(scales[b] * HALF_BIAS);
            acc = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(scale, acc);
            o += 18L * R;
        }
        acc.intoArray(y, yo);
    }

    /** As {@link #q4Zero} for four groups, {@code far} bytes apart; group i's rows go to {@code y[yo + i * step]}. */
    static void q4ZeroFour(MemorySegment w, long position, long far, int blocks, RoundedBatch x, int token, float[] y,
            int yo, int step) {
        int[] steps = x.steps;
        int[] halfSums = x.halfSums;
        float[] scales = x.scales;
        FloatVector accA = FloatVector.zero(F);
        FloatVector accB = FloatVector.zero(F);
        FloatVector accC = FloatVector.zero(F);
        FloatVector accD = FloatVector.zero(F);
        long o = position;
        int j = token * blocks * 16;
        for (int t = token * blocks, end = t + blocks; t < end; t++) {
            ShortVector a = IntVector.broadcast(I, halfSums[2 * t]).reinterpretAsShorts()
                    .add(IntVector.broadcast(I, halfSums[2 * t + 1]).reinterpretAsShorts())
                    .lanewise(VectorOperators.LSHL, 3).neg();
            ShortVector b = a;
            ShortVector c = a;
            ShortVector d = a;
            for (long p = o + 2L * R, e = p + 16L * R; p < e; p += 4L * R, j += 4) {
                ShortVector qa = IntVector.fromMemorySegment(I, w, p, LE).reinterpretAsShorts();
                ShortVector qb = IntVector.fromMemorySegment(I, w, p + far, LE).reinterpretAsShorts();
                ShortVector qc = IntVector.fromMemorySegment(I, w, p + 2 * far, LE).reinterpretAsShorts();
                ShortVector qd = IntVector.fromMemorySegment(I, w, p + 3 * far, LE).reinterpretAsShorts();
                ShortVector v = IntVector.broadcast(I, steps[j]).reinterpretAsShorts();
                a = a.add(qa.mul(v));
                b = b.add(qb.mul(v));
                c = c.add(qc.mul(v));
                d = d.add(qd.mul(v));
                v = IntVector.broadcast(I, steps[j + 1]).reinterpretAsShorts();
                a = a.add(qa.lanewise(VectorOperators.LSHR, 4).mul(v));
                b = b.add(qb.lanewise(VectorOperators.LSHR, 4).mul(v));
                c = c.add(qc.lanewise(VectorOperators.LSHR, 4).mul(v));
                d = d.add(qd.lanewise(VectorOperators.LSHR, 4).mul(v));
                v = IntVector.broadcast(I, steps[j + 2]).reinterpretAsShorts();
                a = a.add(qa.lanewise(VectorOperators.LSHR, 8).mul(v));
                b = b.add(qb.lanewise(VectorOperators.LSHR, 8).mul(v));
                c = c.add(qc.lanewise(VectorOperators.LSHR, 8).mul(v));
                d = d.add(qd.lanewise(VectorOperators.LSHR, 8).mul(v));
                v = IntVector.broadcast(I, steps[j + 3]).reinterpretAsShorts();
                a = a.add(qa.lanewise(VectorOperators.LSHR, 12).mul(v));
                b = b.add(qb.lanewise(VectorOperators.LSHR, 12).mul(v));
                c = c.add(qc.lanewise(VectorOperators.LSHR, 12).mul(v));
                d = d.add(qd.lanewise(VectorOperators.LSHR, 12).mul(v));
            }
            float bias = scales[t] * HALF_BIAS;
            IntVector s = a.reinterpretAsInts();
            IntVector sum = s.lanewise(VectorOperators.ASHR, 16)
                    .add(s.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
            FloatVector scale = ((IntVector) ShortVector.fromMemorySegment(HALF, w, o, LE)
                    .convertShape(VectorOperators.S2I, I, 0)).lanewise(VectorOperators.LSHL, 13).and(0x8fff_e000)
                    .reinterpretAsFloats().mul(bias);
            accA = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(scale, accA);
            s = b.reinterpretAsInts();
            sum = s.lanewise(VectorOperators.ASHR, 16)
                    .add(s.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
            scale = ((IntVector) ShortVector.fromMemorySegment(HALF, w, o + far, LE)
                    .convertShape(VectorOperators.S2I, I, 0)).lanewise(VectorOperators.LSHL, 13).and(0x8fff_e000)
                    .reinterpretAsFloats().mul(bias);
            accB = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(scale, accB);
            s = c.reinterpretAsInts();
            sum = s.lanewise(VectorOperators.ASHR, 16)
                    .add(s.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
            scale = ((IntVector) ShortVector.fromMemorySegment(HALF, w, o + 2 * far, LE)
                    .convertShape(VectorOperators.S2I, I, 0)).lanewise(VectorOperators.LSHL, 13).and(0x8fff_e000)
                    .reinterpretAsFloats().mul(bias);
            accC = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(scale, accC);
            s = d.reinterpretAsInts();
            sum = s.lanewise(VectorOperators.ASHR, 16)
                    .add(s.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
            scale = ((IntVector) ShortVector.fromMemorySegment(HALF, w, o + 3 * far, LE)
                    .convertShape(VectorOperators.S2I, I, 0)).lanewise(VectorOperators.LSHL, 13).and(0x8fff_e000)
                    .reinterpretAsFloats().mul(bias);
            accD = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(scale, accD);
            o += 18L * R;
        }
        accA.intoArray(y, yo);
        accB.intoArray(y, yo + step);
        accC.intoArray(y, yo + 2 * step);
        accD.intoArray(y, yo + 3 * step);
    }

    static void q5Zero(MemorySegment w, long position, int blocks, RoundedBatch x, int token, float[] y, int yo) {
        int[] pairs = x.pairs;
        int[] halfSums = x.halfSums;
        float[] scales = x.scales;
        FloatVector acc = FloatVector.zero(F);
        long o = position;
        int j = token * blocks * 16;
        for (int b = token * blocks, end = b + blocks; b < end; b++) {
            ShortVector c = IntVector.broadcast(I, halfSums[2 * b]).reinterpretAsShorts()
                    .add(IntVector.broadcast(I, halfSums[2 * b + 1]).reinterpretAsShorts())
                    .lanewise(VectorOperators.LSHL, 4).neg();
            ShortVector d = ShortVector.zero(S);
            IntVector h = IntVector.fromMemorySegment(I, w, o + 2L * R, LE);
            for (long p = o + 6L * R, e = p + 16L * R; p < e; p += 4L * R, j += 4) {
                IntVector q = IntVector.fromMemorySegment(I, w, p, LE);
                c = c.add(q.and(NIBBLES).or(h.lanewise(VectorOperators.LSHL, 4).and(FIFTHS)).reinterpretAsShorts()
                        .mul(IntVector.broadcast(I, pairs[j]).reinterpretAsShorts()));
                d = d.add(q.lanewise(VectorOperators.LSHR, 4).and(NIBBLES)
                        .or(h.lanewise(VectorOperators.LSHL, 3).and(FIFTHS)).reinterpretAsShorts()
                        .mul(IntVector.broadcast(I, pairs[j + 1]).reinterpretAsShorts()));
                c = c.add(q.lanewise(VectorOperators.LSHR, 8).and(NIBBLES)
                        .or(h.lanewise(VectorOperators.LSHL, 2).and(FIFTHS)).reinterpretAsShorts()
                        .mul(IntVector.broadcast(I, pairs[j + 2]).reinterpretAsShorts()));
                d = d.add(q.lanewise(VectorOperators.LSHR, 12).and(NIBBLES)
                        .or(h.lanewise(VectorOperators.LSHL, 1).and(FIFTHS)).reinterpretAsShorts()
                        .mul(IntVector.broadcast(I, pairs[j + 3]).reinterpretAsShorts()));
                h = h.lanewise(VectorOperators.LSHR, 4);
            }
            IntVector s = c.add(d).reinterpretAsInts();
            IntVector sum = s.lanewise(VectorOperators.ASHR, 16)
                    .add(s.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
            FloatVector scale = ((IntVector) ShortVector.fromMemorySegment(HALF, w, o, LE)
                    .convertShape(VectorOperators.S2I, I, 0)).lanewise(VectorOperators.LSHL, 13).and(0x8fff_e000)
                    .reinterpretAsFloats().mul(scales[b] * HALF_BIAS);
            acc = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(scale, acc);
            o += 22L * R;
        }
        acc.intoArray(y, yo);
    }

    static void mxfp4(MemorySegment w, long position, int blocks, RoundedBatch x, int token, float[] y, int yo) {
        int[] pairs = x.pairs;
        float[] scales = x.scales;
        ShortVector table = E2M1_TWICE;
        FloatVector acc = FloatVector.zero(F);
        long o = position;
        int j = token * blocks * 16;
        for (int b = token * blocks, end = b + blocks; b < end; b++) {
            ShortVector c = ShortVector.zero(S);
            ShortVector d = ShortVector.zero(S);
            for (long p = o + R, e = p + 16L * R; p < e; p += 4L * R, j += 4) {
                IntVector q = IntVector.fromMemorySegment(I, w, p, LE);
                c = c.add(q.and(NIBBLES).reinterpretAsShorts().selectFrom(table)
                        .mul(IntVector.broadcast(I, pairs[j]).reinterpretAsShorts()));
                d = d.add(q.lanewise(VectorOperators.LSHR, 4).and(NIBBLES).reinterpretAsShorts().selectFrom(table)
                        .mul(IntVector.broadcast(I, pairs[j + 1]).reinterpretAsShorts()));
                c = c.add(q.lanewise(VectorOperators.LSHR, 8).and(NIBBLES).reinterpretAsShorts().selectFrom(table)
                        .mul(IntVector.broadcast(I, pairs[j + 2]).reinterpretAsShorts()));
                d = d.add(q.lanewise(VectorOperators.LSHR, 12).and(NIBBLES).reinterpretAsShorts().selectFrom(table)
                        .mul(IntVector.broadcast(I, pairs[j + 3]).reinterpretAsShorts()));
            }
            IntVector s = c.add(d).reinterpretAsInts();
            IntVector sum = s.lanewise(VectorOperators.ASHR, 16)
                    .add(s.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
            FloatVector scale = ((IntVector) ByteVector.fromMemorySegment(QUARTER, w, o, LE)
                    .convertShape(VectorOperators.ZERO_EXTEND_B2I, I, 0)).lanewise(VectorOperators.LSHL, 23)
                    .reinterpretAsFloats().mul(scales[b] * 0.5f);
            acc = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(scale, acc);
            o += 17L * R;
        }
        acc.intoArray(y, yo);
    }

    /** As {@link #mxfp4} for four groups, as in {@link #q4ZeroFour}. */
    static void mxfp4Four(MemorySegment w, long position, long far, int blocks, RoundedBatch x, int token, float[] y,
            int yo, int step) {
        int[] pairs = x.pairs;
        float[] scales = x.scales;
        ShortVector table = E2M1_TWICE;
        FloatVector accA = FloatVector.zero(F);
        FloatVector accB = FloatVector.zero(F);
        FloatVector accC = FloatVector.zero(F);
        FloatVector accD = FloatVector.zero(F);
        long o = position;
        int j = token * blocks * 16;
        for (int t = token * blocks, end = t + blocks; t < end; t++) {
            ShortVector a = ShortVector.zero(S);
            ShortVector b = a;
            ShortVector c = a;
            ShortVector d = a;
            for (long p = o + R, e = p + 16L * R; p < e; p += 4L * R, j += 4) {
                IntVector qa = IntVector.fromMemorySegment(I, w, p, LE);
                IntVector qb = IntVector.fromMemorySegment(I, w, p + far, LE);
                IntVector qc = IntVector.fromMemorySegment(I, w, p + 2 * far, LE);
                IntVector qd = IntVector.fromMemorySegment(I, w, p + 3 * far, LE);
                ShortVector v = IntVector.broadcast(I, pairs[j]).reinterpretAsShorts();
                a = a.add(qa.and(NIBBLES).reinterpretAsShorts().selectFrom(table).mul(v));
                b = b.add(qb.and(NIBBLES).reinterpretAsShorts().selectFrom(table).mul(v));
                c = c.add(qc.and(NIBBLES).reinterpretAsShorts().selectFrom(table).mul(v));
                d = d.add(qd.and(NIBBLES).reinterpretAsShorts().selectFrom(table).mul(v));
                v = IntVector.broadcast(I, pairs[j + 1]).reinterpretAsShorts();
                a = a.add(qa.lanewise(VectorOperators.LSHR, 4).and(NIBBLES).reinterpretAsShorts().selectFrom(table)
                        .mul(v));
                b = b.add(qb.lanewise(VectorOperators.LSHR, 4).and(NIBBLES).reinterpretAsShorts().selectFrom(table)
                        .mul(v));
                c = c.add(qc.lanewise(VectorOperators.LSHR, 4).and(NIBBLES).reinterpretAsShorts().selectFrom(table)
                        .mul(v));
                d = d.add(qd.lanewise(VectorOperators.LSHR, 4).and(NIBBLES).reinterpretAsShorts().selectFrom(table)
                        .mul(v));
                v = IntVector.broadcast(I, pairs[j + 2]).reinterpretAsShorts();
                a = a.add(qa.lanewise(VectorOperators.LSHR, 8).and(NIBBLES).reinterpretAsShorts().selectFrom(table)
                        .mul(v));
                b = b.add(qb.lanewise(VectorOperators.LSHR, 8).and(NIBBLES).reinterpretAsShorts().selectFrom(table)
                        .mul(v));
                c = c.add(qc.lanewise(VectorOperators.LSHR, 8).and(NIBBLES).reinterpretAsShorts().selectFrom(table)
                        .mul(v));
                d = d.add(qd.lanewise(VectorOperators.LSHR, 8).and(NIBBLES).reinterpretAsShorts().selectFrom(table)
                        .mul(v));
                v = IntVector.broadcast(I, pairs[j + 3]).reinterpretAsShorts();
                a = a.add(qa.lanewise(VectorOperators.LSHR, 12).and(NIBBLES).reinterpretAsShorts().selectFrom(table)
                        .mul(v));
                b = b.add(qb.lanewise(VectorOperators.LSHR, 12).and(NIBBLES).reinterpretAsShorts().selectFrom(table)
                        .mul(v));
                c = c.add(qc.lanewise(VectorOperators.LSHR, 12).and(NIBBLES).reinterpretAsShorts().selectFrom(table)
                        .mul(v));
                d = d.add(qd.lanewise(VectorOperators.LSHR, 12).and(NIBBLES).reinterpretAsShorts().selectFrom(table)
                        .mul(v));
            }
            float bias = scales[t] * 0.5f;
            IntVector s = a.reinterpretAsInts();
            IntVector sum = s.lanewise(VectorOperators.ASHR, 16)
                    .add(s.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
            FloatVector scale = ((IntVector) ByteVector.fromMemorySegment(QUARTER, w, o, LE)
                    .convertShape(VectorOperators.ZERO_EXTEND_B2I, I, 0)).lanewise(VectorOperators.LSHL, 23)
                    .reinterpretAsFloats().mul(bias);
            accA = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(scale, accA);
            s = b.reinterpretAsInts();
            sum = s.lanewise(VectorOperators.ASHR, 16)
                    .add(s.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
            scale = ((IntVector) ByteVector.fromMemorySegment(QUARTER, w, o + far, LE)
                    .convertShape(VectorOperators.ZERO_EXTEND_B2I, I, 0)).lanewise(VectorOperators.LSHL, 23)
                    .reinterpretAsFloats().mul(bias);
            accB = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(scale, accB);
            s = c.reinterpretAsInts();
            sum = s.lanewise(VectorOperators.ASHR, 16)
                    .add(s.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
            scale = ((IntVector) ByteVector.fromMemorySegment(QUARTER, w, o + 2 * far, LE)
                    .convertShape(VectorOperators.ZERO_EXTEND_B2I, I, 0)).lanewise(VectorOperators.LSHL, 23)
                    .reinterpretAsFloats().mul(bias);
            accC = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(scale, accC);
            s = d.reinterpretAsInts();
            sum = s.lanewise(VectorOperators.ASHR, 16)
                    .add(s.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
            scale = ((IntVector) ByteVector.fromMemorySegment(QUARTER, w, o + 3 * far, LE)
                    .convertShape(VectorOperators.ZERO_EXTEND_B2I, I, 0)).lanewise(VectorOperators.LSHL, 23)
                    .reinterpretAsFloats().mul(bias);
            accD = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(scale, accD);
            o += 17L * R;
        }
        accA.intoArray(y, yo);
        accB.intoArray(y, yo + step);
        accC.intoArray(y, yo + 2 * step);
        accD.intoArray(y, yo + 3 * step);
    }

    static void q4K(MemorySegment w, long position, int blocks, RoundedBatch x, int token, float[] y, int yo) {
        int[] steps = x.steps;
        int[] sums = x.sums;
        FloatVector acc = FloatVector.zero(F);
        long o = position;
        int j = token * blocks * 128;
        int g = token * blocks * 8;
        for (int b = 0; b < blocks; b++) {
            IntVector scaled = IntVector.zero(I);
            IntVector minima = IntVector.zero(I);
            long p = o + 4L * R;
            for (int end = g + 8; g < end; g++) {
                ShortVector c = ShortVector.zero(S);
                ShortVector d = ShortVector.zero(S);
                IntVector scale = (IntVector) ByteVector.fromMemorySegment(QUARTER, w, p, LE)
                        .convertShape(VectorOperators.B2I, I, 0);
                IntVector min = (IntVector) ByteVector.fromMemorySegment(QUARTER, w, p + R, LE)
                        .convertShape(VectorOperators.B2I, I, 0);
                p += 2L * R;
                for (long e = p + 16L * R; p < e; p += 4L * R, j += 4) {
                    ShortVector q = IntVector.fromMemorySegment(I, w, p, LE).reinterpretAsShorts();
                    c = c.add(q.mul(IntVector.broadcast(I, steps[j]).reinterpretAsShorts()));
                    d = d.add(q.lanewise(VectorOperators.LSHR, 4)
                            .mul(IntVector.broadcast(I, steps[j + 1]).reinterpretAsShorts()));
                    c = c.add(q.lanewise(VectorOperators.LSHR, 8)
                            .mul(IntVector.broadcast(I, steps[j + 2]).reinterpretAsShorts()));
                    d = d.add(q.lanewise(VectorOperators.LSHR, 12)
                            .mul(IntVector.broadcast(I, steps[j + 3]).reinterpretAsShorts()));
                }
                IntVector s = c.add(d).reinterpretAsInts();
                IntVector sum = s.lanewise(VectorOperators.ASHR, 16)
                        .add(s.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
                scaled = scaled.add(sum.mul(scale));
                minima = minima.add(min.mul(sums[g]));
            }
            float inputScale = x.scales[g - 1] * HALF_BIAS;
            FloatVector d = ((IntVector) ShortVector.fromMemorySegment(HALF, w, o, LE).convertShape(VectorOperators.S2I,
                    I, 0)).lanewise(VectorOperators.LSHL, 13).and(0x8fff_e000).reinterpretAsFloats().mul(inputScale);
            FloatVector m = ((IntVector) ShortVector.fromMemorySegment(HALF, w, o + 2L * R, LE)
                    .convertShape(VectorOperators.S2I, I, 0)).lanewise(VectorOperators.LSHL, 13).and(0x8fff_e000)
                    .reinterpretAsFloats().mul(-inputScale);
            acc = ((FloatVector) scaled.convert(VectorOperators.I2F, 0)).fma(d, acc);
            acc = ((FloatVector) minima.convert(VectorOperators.I2F, 0)).fma(m, acc);
            o += 148L * R;
        }
        acc.intoArray(y, yo);
    }

    /** As {@link #q4K} for two groups, {@code far} bytes apart; group i's rows go to {@code y[yo + i * step]}. */
    static void q4KTwo(MemorySegment w, long position, long far, int blocks, RoundedBatch x, int token, float[] y,
            int yo, int step) {
        int[] steps = x.steps;
        int[] sums = x.sums;
        FloatVector accA = FloatVector.zero(F);
        FloatVector accB = FloatVector.zero(F);
        long o = position;
        int j = token * blocks * 128;
        int g = token * blocks * 8;
        for (int t = 0; t < blocks; t++) {
            IntVector scaledA = IntVector.zero(I);
            IntVector scaledB = IntVector.zero(I);
            IntVector minimaA = IntVector.zero(I);
            IntVector minimaB = IntVector.zero(I);
            long p = o + 4L * R;
            for (int end = g + 8; g < end; g++) {
                ShortVector a = ShortVector.zero(S);
                ShortVector b = ShortVector.zero(S);
                IntVector scaleA = (IntVector) ByteVector.fromMemorySegment(QUARTER, w, p, LE)
                        .convertShape(VectorOperators.B2I, I, 0);
                IntVector scaleB = (IntVector) ByteVector.fromMemorySegment(QUARTER, w, p + far, LE)
                        .convertShape(VectorOperators.B2I, I, 0);
                IntVector minA = (IntVector) ByteVector.fromMemorySegment(QUARTER, w, p + R, LE)
                        .convertShape(VectorOperators.B2I, I, 0);
                IntVector minB = (IntVector) ByteVector.fromMemorySegment(QUARTER, w, p + far + R, LE)
                        .convertShape(VectorOperators.B2I, I, 0);
                p += 2L * R;
                for (long e = p + 16L * R; p < e; p += 4L * R, j += 4) {
                    ShortVector qa = IntVector.fromMemorySegment(I, w, p, LE).reinterpretAsShorts();
                    ShortVector qb = IntVector.fromMemorySegment(I, w, p + far, LE).reinterpretAsShorts();
                    ShortVector v = IntVector.broadcast(I, steps[j]).reinterpretAsShorts();
                    a = a.add(qa.mul(v));
                    b = b.add(qb.mul(v));
                    v = IntVector.broadcast(I, steps[j + 1]).reinterpretAsShorts();
                    a = a.add(qa.lanewise(VectorOperators.LSHR, 4).mul(v));
                    b = b.add(qb.lanewise(VectorOperators.LSHR, 4).mul(v));
                    v = IntVector.broadcast(I, steps[j + 2]).reinterpretAsShorts();
                    a = a.add(qa.lanewise(VectorOperators.LSHR, 8).mul(v));
                    b = b.add(qb.lanewise(VectorOperators.LSHR, 8).mul(v));
                    v = IntVector.broadcast(I, steps[j + 3]).reinterpretAsShorts();
                    a = a.add(qa.lanewise(VectorOperators.LSHR, 12).mul(v));
                    b = b.add(qb.lanewise(VectorOperators.LSHR, 12).mul(v));
                }
                IntVector s = a.reinterpretAsInts();
                scaledA = scaledA.add(s.lanewise(VectorOperators.ASHR, 16)
                        .add(s.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)).mul(scaleA));
                minimaA = minimaA.add(minA.mul(sums[g]));
                s = b.reinterpretAsInts();
                scaledB = scaledB.add(s.lanewise(VectorOperators.ASHR, 16)
                        .add(s.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)).mul(scaleB));
                minimaB = minimaB.add(minB.mul(sums[g]));
            }
            float inputScale = x.scales[g - 1] * HALF_BIAS;
            FloatVector d = ((IntVector) ShortVector.fromMemorySegment(HALF, w, o, LE).convertShape(
                    VectorOperators.S2I, I, 0)).lanewise(VectorOperators.LSHL, 13).and(0x8fff_e000)
                    .reinterpretAsFloats().mul(inputScale);
            FloatVector m = ((IntVector) ShortVector.fromMemorySegment(HALF, w, o + 2L * R, LE)
                    .convertShape(VectorOperators.S2I, I, 0)).lanewise(VectorOperators.LSHL, 13).and(0x8fff_e000)
                    .reinterpretAsFloats().mul(-inputScale);
            accA = ((FloatVector) scaledA.convert(VectorOperators.I2F, 0)).fma(d, accA);
            accA = ((FloatVector) minimaA.convert(VectorOperators.I2F, 0)).fma(m, accA);
            d = ((IntVector) ShortVector.fromMemorySegment(HALF, w, o + far, LE).convertShape(
                    VectorOperators.S2I, I, 0)).lanewise(VectorOperators.LSHL, 13).and(0x8fff_e000)
                    .reinterpretAsFloats().mul(inputScale);
            m = ((IntVector) ShortVector.fromMemorySegment(HALF, w, o + far + 2L * R, LE)
                    .convertShape(VectorOperators.S2I, I, 0)).lanewise(VectorOperators.LSHL, 13).and(0x8fff_e000)
                    .reinterpretAsFloats().mul(-inputScale);
            accB = ((FloatVector) scaledB.convert(VectorOperators.I2F, 0)).fma(d, accB);
            accB = ((FloatVector) minimaB.convert(VectorOperators.I2F, 0)).fma(m, accB);
            o += 148L * R;
        }
        accA.intoArray(y, yo);
        accB.intoArray(y, yo + step);
    }

    static void q5K(MemorySegment w, long position, int blocks, RoundedBatch x, int token, float[] y, int yo) {
        int[] pairs = x.pairs;
        int[] sums = x.sums;
        int[] halfSums = x.halfSums;
        FloatVector acc = FloatVector.zero(F);
        long o = position;
        int j = token * blocks * 128;
        int g = token * blocks * 8;
        for (int b = 0; b < blocks; b++) {
            IntVector scaled = IntVector.zero(I);
            IntVector minima = IntVector.zero(I);
            long p = o + 4L * R;
            for (int end = g + 8; g < end; g++) {
                ShortVector c = IntVector.broadcast(I, halfSums[2 * g]).reinterpretAsShorts()
                        .add(IntVector.broadcast(I, halfSums[2 * g + 1]).reinterpretAsShorts())
                        .lanewise(VectorOperators.LSHL, 4).neg();
                ShortVector d = ShortVector.zero(S);
                IntVector scale = (IntVector) ByteVector.fromMemorySegment(QUARTER, w, p, LE)
                        .convertShape(VectorOperators.B2I, I, 0);
                IntVector min = (IntVector) ByteVector.fromMemorySegment(QUARTER, w, p + R, LE)
                        .convertShape(VectorOperators.B2I, I, 0);
                IntVector h = IntVector.fromMemorySegment(I, w, p + 2L * R, LE);
                p += 6L * R;
                for (long e = p + 16L * R; p < e; p += 4L * R, j += 4) {
                    IntVector q = IntVector.fromMemorySegment(I, w, p, LE);
                    c = c.add(q.and(NIBBLES).or(h.lanewise(VectorOperators.LSHL, 4).and(FIFTHS)).reinterpretAsShorts()
                            .mul(IntVector.broadcast(I, pairs[j]).reinterpretAsShorts()));
                    d = d.add(q.lanewise(VectorOperators.LSHR, 4).and(NIBBLES)
                            .or(h.lanewise(VectorOperators.LSHL, 3).and(FIFTHS)).reinterpretAsShorts()
                            .mul(IntVector.broadcast(I, pairs[j + 1]).reinterpretAsShorts()));
                    c = c.add(q.lanewise(VectorOperators.LSHR, 8).and(NIBBLES)
                            .or(h.lanewise(VectorOperators.LSHL, 2).and(FIFTHS)).reinterpretAsShorts()
                            .mul(IntVector.broadcast(I, pairs[j + 2]).reinterpretAsShorts()));
                    d = d.add(q.lanewise(VectorOperators.LSHR, 12).and(NIBBLES)
                            .or(h.lanewise(VectorOperators.LSHL, 1).and(FIFTHS)).reinterpretAsShorts()
                            .mul(IntVector.broadcast(I, pairs[j + 3]).reinterpretAsShorts()));
                    h = h.lanewise(VectorOperators.LSHR, 4);
                }
                IntVector s = c.add(d).reinterpretAsInts();
                IntVector sum = s.lanewise(VectorOperators.ASHR, 16)
                        .add(s.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
                scaled = scaled.add(sum.add(16 * sums[g]).mul(scale));
                minima = minima.add(min.mul(sums[g]));
            }
            float inputScale = x.scales[g - 1] * HALF_BIAS;
            FloatVector d = ((IntVector) ShortVector.fromMemorySegment(HALF, w, o, LE).convertShape(VectorOperators.S2I,
                    I, 0)).lanewise(VectorOperators.LSHL, 13).and(0x8fff_e000).reinterpretAsFloats().mul(inputScale);
            FloatVector m = ((IntVector) ShortVector.fromMemorySegment(HALF, w, o + 2L * R, LE)
                    .convertShape(VectorOperators.S2I, I, 0)).lanewise(VectorOperators.LSHL, 13).and(0x8fff_e000)
                    .reinterpretAsFloats().mul(-inputScale);
            acc = ((FloatVector) scaled.convert(VectorOperators.I2F, 0)).fma(d, acc);
            acc = ((FloatVector) minima.convert(VectorOperators.I2F, 0)).fma(m, acc);
            o += 180L * R;
        }
        acc.intoArray(y, yo);
    }

    static void q6K(MemorySegment w, long position, int blocks, RoundedBatch x, int token, float[] y, int yo) {
        int[] pairs = x.pairs;
        int[] halfSums = x.halfSums;
        FloatVector acc = FloatVector.zero(F);
        long o = position;
        int j = token * blocks * 128;
        int g = token * blocks * 16;
        for (int b = 0; b < blocks; b++) {
            IntVector scaled = IntVector.zero(I);
            long p = o + 2L * R;
            for (int end = g + 16; g < end; g++) {
                ShortVector c = IntVector.broadcast(I, halfSums[g]).reinterpretAsShorts()
                        .lanewise(VectorOperators.LSHL, 5).neg();
                ShortVector d = ShortVector.zero(S);
                IntVector scale = (IntVector) ByteVector.fromMemorySegment(QUARTER, w, p, LE)
                        .convertShape(VectorOperators.B2I, I, 0);
                IntVector h = IntVector.fromMemorySegment(I, w, p + R, LE);
                p += 5L * R;
                for (long e = p + 8L * R; p < e; p += 4L * R, j += 4) {
                    IntVector q = IntVector.fromMemorySegment(I, w, p, LE);
                    c = c.add(q.and(NIBBLES).or(h.lanewise(VectorOperators.LSHL, 4).and(0x30_0030))
                            .reinterpretAsShorts().mul(IntVector.broadcast(I, pairs[j]).reinterpretAsShorts()));
                    d = d.add(q.lanewise(VectorOperators.LSHR, 4).and(NIBBLES)
                            .or(h.lanewise(VectorOperators.LSHL, 2).and(0x30_0030)).reinterpretAsShorts()
                            .mul(IntVector.broadcast(I, pairs[j + 1]).reinterpretAsShorts()));
                    c = c.add(q.lanewise(VectorOperators.LSHR, 8).and(NIBBLES).or(h.and(0x30_0030))
                            .reinterpretAsShorts().mul(IntVector.broadcast(I, pairs[j + 2]).reinterpretAsShorts()));
                    d = d.add(q.lanewise(VectorOperators.LSHR, 12).and(NIBBLES)
                            .or(h.lanewise(VectorOperators.LSHR, 2).and(0x30_0030)).reinterpretAsShorts()
                            .mul(IntVector.broadcast(I, pairs[j + 3]).reinterpretAsShorts()));
                    h = h.lanewise(VectorOperators.LSHR, 8);
                }
                IntVector s = c.add(d).reinterpretAsInts();
                IntVector sum = s.lanewise(VectorOperators.ASHR, 16)
                        .add(s.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
                scaled = scaled.add(sum.mul(scale));
            }
            FloatVector d = ((IntVector) ShortVector.fromMemorySegment(HALF, w, o, LE).convertShape(VectorOperators.S2I,
                    I, 0)).lanewise(VectorOperators.LSHL, 13).and(0x8fff_e000).reinterpretAsFloats()
                    .mul(x.scales[(g - 1) / 2] * HALF_BIAS);
            acc = ((FloatVector) scaled.convert(VectorOperators.I2F, 0)).fma(d, acc);
            o += 210L * R;
        }
        acc.intoArray(y, yo);
    }

    /** As {@link #q6K} for two groups, as in {@link #q4KTwo}. */
    static void q6KTwo(MemorySegment w, long position, long far, int blocks, RoundedBatch x, int token, float[] y,
            int yo, int step) {
        int[] pairs = x.pairs;
        int[] halfSums = x.halfSums;
        FloatVector accA = FloatVector.zero(F);
        FloatVector accB = FloatVector.zero(F);
        long o = position;
        int j = token * blocks * 128;
        int g = token * blocks * 16;
        for (int t = 0; t < blocks; t++) {
            IntVector scaledA = IntVector.zero(I);
            IntVector scaledB = IntVector.zero(I);
            long p = o + 2L * R;
            for (int end = g + 16; g < end; g++) {
                ShortVector a = IntVector.broadcast(I, halfSums[g]).reinterpretAsShorts()
                        .lanewise(VectorOperators.LSHL, 5).neg();
                ShortVector b = a;
                IntVector scaleA = (IntVector) ByteVector.fromMemorySegment(QUARTER, w, p, LE)
                        .convertShape(VectorOperators.B2I, I, 0);
                IntVector scaleB = (IntVector) ByteVector.fromMemorySegment(QUARTER, w, p + far, LE)
                        .convertShape(VectorOperators.B2I, I, 0);
                IntVector ha = IntVector.fromMemorySegment(I, w, p + R, LE);
                IntVector hb = IntVector.fromMemorySegment(I, w, p + far + R, LE);
                p += 5L * R;
                for (long e = p + 8L * R; p < e; p += 4L * R, j += 4) {
                    IntVector qa = IntVector.fromMemorySegment(I, w, p, LE);
                    IntVector qb = IntVector.fromMemorySegment(I, w, p + far, LE);
                    ShortVector v = IntVector.broadcast(I, pairs[j]).reinterpretAsShorts();
                    a = a.add(qa.and(NIBBLES).or(ha.lanewise(VectorOperators.LSHL, 4).and(0x30_0030))
                            .reinterpretAsShorts().mul(v));
                    b = b.add(qb.and(NIBBLES).or(hb.lanewise(VectorOperators.LSHL, 4).and(0x30_0030))
                            .reinterpretAsShorts().mul(v));
                    v = IntVector.broadcast(I, pairs[j + 1]).reinterpretAsShorts();
                    a = a.add(qa.lanewise(VectorOperators.LSHR, 4).and(NIBBLES)
                            .or(ha.lanewise(VectorOperators.LSHL, 2).and(0x30_0030))
                            .reinterpretAsShorts().mul(v));
                    b = b.add(qb.lanewise(VectorOperators.LSHR, 4).and(NIBBLES)
                            .or(hb.lanewise(VectorOperators.LSHL, 2).and(0x30_0030))
                            .reinterpretAsShorts().mul(v));
                    v = IntVector.broadcast(I, pairs[j + 2]).reinterpretAsShorts();
                    a = a.add(qa.lanewise(VectorOperators.LSHR, 8).and(NIBBLES).or(ha.and(0x30_0030))
                            .reinterpretAsShorts().mul(v));
                    b = b.add(qb.lanewise(VectorOperators.LSHR, 8).and(NIBBLES).or(hb.and(0x30_0030))
                            .reinterpretAsShorts().mul(v));
                    v = IntVector.broadcast(I, pairs[j + 3]).reinterpretAsShorts();
                    a = a.add(qa.lanewise(VectorOperators.LSHR, 12).and(NIBBLES)
                            .or(ha.lanewise(VectorOperators.LSHR, 2).and(0x30_0030))
                            .reinterpretAsShorts().mul(v));
                    b = b.add(qb.lanewise(VectorOperators.LSHR, 12).and(NIBBLES)
                            .or(hb.lanewise(VectorOperators.LSHR, 2).and(0x30_0030))
                            .reinterpretAsShorts().mul(v));
                    ha = ha.lanewise(VectorOperators.LSHR, 8);
                    hb = hb.lanewise(VectorOperators.LSHR, 8);
                }
                IntVector s = a.reinterpretAsInts();
                scaledA = scaledA.add(s.lanewise(VectorOperators.ASHR, 16)
                        .add(s.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)).mul(scaleA));
                s = b.reinterpretAsInts();
                scaledB = scaledB.add(s.lanewise(VectorOperators.ASHR, 16)
                        .add(s.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)).mul(scaleB));
            }
            float inputScale = x.scales[(g - 1) / 2] * HALF_BIAS;
            FloatVector d = ((IntVector) ShortVector.fromMemorySegment(HALF, w, o, LE).convertShape(
                    VectorOperators.S2I, I, 0)).lanewise(VectorOperators.LSHL, 13).and(0x8fff_e000)
                    .reinterpretAsFloats().mul(inputScale);
            accA = ((FloatVector) scaledA.convert(VectorOperators.I2F, 0)).fma(d, accA);
            d = ((IntVector) ShortVector.fromMemorySegment(HALF, w, o + far, LE).convertShape(
                    VectorOperators.S2I, I, 0)).lanewise(VectorOperators.LSHL, 13).and(0x8fff_e000)
                    .reinterpretAsFloats().mul(inputScale);
            accB = ((FloatVector) scaledB.convert(VectorOperators.I2F, 0)).fma(d, accB);
            o += 210L * R;
        }
        accA.intoArray(y, yo);
        accB.intoArray(y, yo + step);
    }
}
