package io.engram.tensor.kernel;

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

/**
 * The Vector API version. Bytes are widened to shorts, multiplied there (127 * 127 fits), and the products of two steps are
 * added as shorts before they are widened to ints: 2 * 127 * 127 = 32258 still fits.
 */
final class VectorSegmentDots extends SegmentDots {
    private static final VectorSpecies<Float> F = VectorElements.F;
    private static final int LANES = F.length();
    /** The widest shape of shorts, and bytes of half its width. */
    private static final VectorSpecies<Short> S = VectorSpecies.of(short.class, VectorShape.preferredShape());
    private static final VectorSpecies<Byte> B = VectorSpecies.of(byte.class,
            VectorShape.forBitSize(Math.max(64, S.vectorBitSize() / 2)));
    private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, VectorShape.preferredShape());
    private static final boolean BYTES = S.length() == B.length();

    @Override
    public float dot(MemorySegment a, long at, float[] b, int bo, int n) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = FloatVector.zero(F);
        FloatVector s2 = FloatVector.zero(F);
        FloatVector s3 = FloatVector.zero(F);
        int i = 0;
        for (int end = n - 4 * LANES; i <= end; i += 4 * LANES) {
            s0 = load(a, at, i).fma(FloatVector.fromArray(F, b, bo + i), s0);
            s1 = load(a, at, i + LANES).fma(FloatVector.fromArray(F, b, bo + i + LANES), s1);
            s2 = load(a, at, i + 2 * LANES).fma(FloatVector.fromArray(F, b, bo + i + 2 * LANES), s2);
            s3 = load(a, at, i + 3 * LANES).fma(FloatVector.fromArray(F, b, bo + i + 3 * LANES), s3);
        }
        for (int end = n - LANES; i <= end; i += LANES) {
            s0 = load(a, at, i).fma(FloatVector.fromArray(F, b, bo + i), s0);
        }
        float sum = s0.add(s1).add(s2.add(s3)).reduceLanes(VectorOperators.ADD);
        for (; i < n; i++) {
            sum += a.get(FLOAT, at + 4L * i) * b[bo + i];
        }
        return sum;
    }

    private static FloatVector load(MemorySegment a, long at, int i) {
        return FloatVector.fromMemorySegment(F, a, at + 4L * i, ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public int dotBytes(MemorySegment a, long at, MemorySegment b, long bt, int n) {
        int i = 0;
        int sum = 0;
        if (BYTES) {
            int step = B.length();
            IntVector low = IntVector.zero(I);
            IntVector high = IntVector.zero(I);
            for (int end = n - 2 * step; i <= end; i += 2 * step) {
                ShortVector products = product(a, at + i, b, bt + i)
                        .add(product(a, at + i + step, b, bt + i + step));
                low = low.add(products.convertShape(VectorOperators.S2I, I, 0));
                high = high.add(products.convertShape(VectorOperators.S2I, I, 1));
            }
            sum = low.add(high).reduceLanes(VectorOperators.ADD);
        }
        for (; i < n; i++) {
            sum += a.get(ValueLayout.JAVA_BYTE, at + i) * b.get(ValueLayout.JAVA_BYTE, bt + i);
        }
        return sum;
    }

    private static ShortVector product(MemorySegment a, long at, MemorySegment b, long bt) {
        ShortVector x = (ShortVector) ByteVector.fromMemorySegment(B, a, at, ByteOrder.LITTLE_ENDIAN)
                .convertShape(VectorOperators.B2S, S, 0);
        ShortVector y = (ShortVector) ByteVector.fromMemorySegment(B, b, bt, ByteOrder.LITTLE_ENDIAN)
                .convertShape(VectorOperators.B2S, S, 0);
        return x.mul(y);
    }
}
