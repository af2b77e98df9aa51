package io.engram.tensor.kernel;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One dispatch of {@link Workers}: a row range in chunks, taken from both ends. Fresh for every dispatch, so that a thread
 * that is late with an old one cannot touch a newer one.
 */
final class Job {
    private static final Logger LOG = LoggerFactory.getLogger(Job.class);

    private final Workers.@Nullable RowTask task;
    /** The work, where every chunk is to take effect once; else null. */
    final Workers.@Nullable StateTask once;
    final int rows;
    final int tokens;
    final int chunks;
    final int grain;
    /** Floats that a row of {@link #once} leaves. */
    final int width;
    /** Longs on each side of the contended one, so that no other data shares its cache lines. */
    private static final int PAD = 16;

    /** At PAD, upper half: chunks taken from the front; lower half: the end of what is left, counted down from the back. */
    private final AtomicLongArray ends = new AtomicLongArray(2 * PAD);
    /** Per chunk: 0, or 1 + the index of the helper whose scratch holds it or who put it in its place, or -1 if that failed. */
    private final AtomicIntegerArray done;
    /** Per chunk of {@link #once}: 1 when somebody puts its result in its place. */
    private final AtomicIntegerArray claims;

    Job(Workers.RowTask task, int rows, int grain, int tokens) {
        this(task, null, rows, grain, tokens, 0);
    }

    Job(Workers.StateTask once, int rows, int grain, int width) {
        this(null, once, rows, grain, 0, width);
    }

    private Job(Workers.@Nullable RowTask task, Workers.@Nullable StateTask once, int rows, int grain, int tokens,
            int width) {
        this.task = task;
        this.once = once;
        this.rows = rows;
        this.grain = grain;
        this.tokens = tokens;
        this.width = width;
        this.chunks = Math.ceilDiv(rows, grain);
        this.ends.setPlain(PAD, chunks);
        this.done = new AtomicIntegerArray(chunks);
        this.claims = new AtomicIntegerArray(once == null ? 0 : chunks);
    }

    Workers.RowTask task() {
        return Objects.requireNonNull(task);
    }

    /** Whether the caller of this is the first for a chunk. */
    boolean claim(int chunk) {
        return claims.compareAndSet(chunk, 0, 1);
    }

    int from(int chunk) {
        return chunk * grain;
    }

    int to(int chunk) {
        return Math.min(rows, from(chunk) + grain);
    }

    /** The first chunk nobody took, now taken; or -1. */
    int takeFront() {
        while (true) {
            long now = ends.get(PAD);
            int front = (int) (now >>> 32);
            if (front >= (int) now) {
                return -1;
            }
            if (ends.compareAndSet(PAD, now, now + (1L << 32))) {
                return front;
            }
        }
    }

    /** The last chunk nobody took, now taken; or -1. */
    int takeBack() {
        while (true) {
            long now = ends.get(PAD);
            int back = (int) now;
            if ((int) (now >>> 32) >= back) {
                return -1;
            }
            if (ends.compareAndSet(PAD, now, now - 1)) {
                return back - 1;
            }
        }
    }

    /** Leaves nothing to take. */
    void abandon() {
        ends.set(PAD, 0);
    }

    void markDone(int chunk, int by) {
        done.setRelease(chunk, by);
    }

    int doneBy(int chunk) {
        return done.getAcquire(chunk);
    }

    /** A helper could not finish a chunk; the caller will compute it and meet the same failure, if it is not stale. */
    void failed(Throwable e) {
        LOG.debug("kernel helper gave up a chunk of {} rows", rows, e);
    }
}
