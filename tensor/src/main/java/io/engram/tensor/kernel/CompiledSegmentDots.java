package io.engram.tensor.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Plain loops until the Vector API's version is compiled. Before that one of its products takes hundreds of times as long as
 * afterwards, so that the first search of a process would take seconds where plain loops take tenths.
 *
 * <p>After {@value #FIRST_CALLS} products a thread exercises the fast version beside the callers, and they change over once it
 * overtakes the plain one. A process that multiplies little never pays for that. Sums of floats may differ between the two in
 * the last bits.
 */
final class CompiledSegmentDots extends SegmentDots {
    private static final int FIRST_CALLS = 4096;
    private static final int BATCH = 500;
    /** When it is taken at the latest, however the measurement goes. */
    private static final int MOST_BATCHES = 80;
    private static final int LENGTH = 256;

    private final SegmentDots plain;
    private final SegmentDots fast;
    private final AtomicBoolean begun = new AtomicBoolean();
    /** Not volatile: to see it late does no harm, and the check costs nothing. */
    private boolean ready;
    /** Counted without care for lost updates. */
    private int calls;

    CompiledSegmentDots(SegmentDots plain, SegmentDots fast) {
        this.plain = plain;
        this.fast = fast;
    }

    @Override
    public float dot(MemorySegment a, long at, float[] b, int bo, int n) {
        return (ready ? fast : early()).dot(a, at, b, bo, n);
    }

    @Override
    public int dotBytes(MemorySegment a, long at, MemorySegment b, long bt, int n) {
        return (ready ? fast : early()).dotBytes(a, at, b, bt, n);
    }

    private SegmentDots early() {
        if (calls < FIRST_CALLS) {
            calls++;
        } else if (begun.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("engram-kernel-warm-up").start(this::exercise);
        }
        return plain;
    }

    /** Package-private for the test. Blocks for about a second. */
    void exercise() {
        MemorySegment floats = Arena.ofAuto().allocate(4L * LENGTH, 64);
        MemorySegment bytes = Arena.ofAuto().allocate(LENGTH, 64);
        float[] b = new float[LENGTH];
        for (int batch = 0; batch < MOST_BATCHES; batch++) {
            long slow = nanos(plain, floats, bytes, b);
            if (nanos(fast, floats, bytes, b) < slow) {
                break;
            }
        }
        ready = true;
    }

    private static long nanos(SegmentDots dots, MemorySegment floats, MemorySegment bytes, float[] b) {
        long begin = System.nanoTime();
        for (int i = 0; i < BATCH; i++) {
            b[i % LENGTH] = dots.dot(floats, 0, b, 0, LENGTH) + dots.dotBytes(floats, 0, bytes, 0, LENGTH);
        }
        return System.nanoTime() - begin;
    }

    boolean ready() {
        return ready;
    }
}
