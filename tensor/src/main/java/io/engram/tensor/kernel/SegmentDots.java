package io.engram.tensor.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inner products of vectors that lie in native memory, outside the heap: float against float and signed byte against signed
 * byte. A search over many stored vectors spends nearly all its time here.
 *
 * <p>Stateless, for any number of threads.
 */
public abstract sealed class SegmentDots permits SegmentDots.Plain, VectorSegmentDots, CompiledSegmentDots {
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final Logger LOG = LoggerFactory.getLogger(SegmentDots.class);

    SegmentDots() {
    }

    /** The version that goes with {@link Kernels#best}, as soon as it is compiled; see {@link CompiledSegmentDots}. */
    public static SegmentDots best() {
        return Choice.BEST;
    }

    /** The reference: plain loops, sums in double. */
    public static SegmentDots plain() {
        return Plain.INSTANCE;
    }

    /**
     * The sum of {@code a[i] * b[bo + i]} for i in [0, n), where a are little-endian floats at byte offset {@code at} of a
     * native segment.
     */
    public abstract float dot(MemorySegment a, long at, float[] b, int bo, int n);

    /**
     * The sum of {@code a[at + i] * b[bt + i]} over n signed bytes of two native segments; exact, as long as every byte is in
     * [-127, 127] and n is at most 65536.
     */
    public abstract int dotBytes(MemorySegment a, long at, MemorySegment b, long bt, int n);

    private static final class Choice {
        static final SegmentDots BEST = choose();

        private static SegmentDots choose() {
            if (Kernels.best() == Kernels.scalar()) {
                return Plain.INSTANCE;
            }
            LOG.debug("segment dots: Vector API, as the other kernels");
            return new CompiledSegmentDots(Plain.INSTANCE, new VectorSegmentDots());
        }
    }

    static final class Plain extends SegmentDots {
        static final Plain INSTANCE = new Plain();

        @Override
        public float dot(MemorySegment a, long at, float[] b, int bo, int n) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += (double) a.get(FLOAT, at + 4L * i) * b[bo + i];
            }
            return (float) sum;
        }

        @Override
        public int dotBytes(MemorySegment a, long at, MemorySegment b, long bt, int n) {
            int sum = 0;
            for (int i = 0; i < n; i++) {
                sum += a.get(ValueLayout.JAVA_BYTE, at + i) * b.get(ValueLayout.JAVA_BYTE, bt + i);
            }
            return sum;
        }
    }
}
