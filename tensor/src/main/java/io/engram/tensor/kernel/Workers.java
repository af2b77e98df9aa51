package io.engram.tensor.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Spreads the rows of one result over the calling thread and N - 1 helpers, so that a helper that loses its core delays
 * the result by at most about one chunk, and never stops it.
 *
 * <p>Rows are cut into chunks. The caller takes chunks from the front and writes straight into the result; helpers take
 * them from the back and write into scratch of their own, marking each when it is complete. When none is left to take, the
 * caller copies the marked chunks; one that stays unmarked for about as long as a chunk takes, it computes itself. A late
 * helper therefore only ever writes to its own scratch. A static split or a plain counter would be as fast on a quiet
 * machine and several times slower on a shared one, because both wait for a thread that is not running.
 *
 * <p>Where helpers cost more than they bring, because another process has their core, a {@link HelperGate} leaves them out.
 *
 * <p>Helpers spin for {@value #SPIN_NANOS} ns after their last work and then park, so an idle engine uses no CPU.
 *
 * <p>{@link #runOnce} is for work that changes a state: chunks are computed in the same way, and the first who is ready with
 * one puts it in its place.
 *
 * <p><b>Threading.</b> {@link #run} and {@link #runOnce} are for one calling thread at a time. A task may still be running on a helper, on rows
 * whose result is no longer wanted, after {@code run} has returned: a task must only read what stays readable, and may only
 * write to the array it is given (or to state that belongs to the running thread). With N = 1 there is no thread at all.
 */
public final class Workers implements AutoCloseable {
    private static final long SPIN_NANOS = 200_000;
    /** The least time to wait for a chunk in work before computing it again. */
    private static final long PATIENCE_NANOS = 10_000;

    private final List<Helper> helpers = new ArrayList<>();
    private volatile @Nullable Job current;
    private volatile boolean closed;
    /** For single vectors, which wait for memory, and for batches, which compute. */
    private final HelperGate single;
    private final HelperGate batch;
    /** For work that changes a state. */
    private final HelperGate states;
    /** Of the calling thread, for such work. */
    private float[] scratch = new float[0];

    /**
     * Starts the helpers.
     *
     * @param threads
     *            N, the calling thread included, at least 1
     */
    public Workers(int threads) {
        this(threads, new HelperGate(), new HelperGate(), new HelperGate());
    }

    /** With gates of one's own. */
    Workers(int threads, HelperGate single, HelperGate batch, HelperGate states) {
        this.single = single;
        this.batch = batch;
        this.states = states;
        if (threads < 1) {
            throw new IllegalArgumentException("threads: expected at least 1, received " + threads);
        }
        for (int i = 1; i < threads; i++) {
            Helper helper = new Helper(i - 1);
            helpers.add(helper);
            helper.thread.start();
        }
    }

    /** Computes some rows of a result. */
    @FunctionalInterface
    public interface RowTask {
        /**
         * Computes rows {@code from .. to - 1} of every one of the batch's T vectors: element r of vector t goes to
         * {@code y[yo + t * yStride + r]}. Must give the same numbers whatever the range and the thread.
         */
        void rows(int from, int to, float[] y, int yo, int yStride);
    }

    /** Work whose rows change something that outlives it, and so must take effect exactly once. */
    public interface StateTask {
        /**
         * Computes rows {@code from .. to - 1} into {@code out}, which belongs to the running thread, and changes nothing
         * else. What it reads may already have been changed by others where its result is no longer wanted.
         */
        void compute(int from, int to, float[] out);

        /** Puts what {@link #compute} left in {@code out} where it belongs; short, and called once for every chunk. */
        void commit(int from, int to, float[] out);
    }

    /** N, the calling thread included. */
    public int threads() {
        return helpers.size() + 1;
    }

    /**
     * Computes {@code rows} rows for a batch of {@code tokens} vectors into {@code y}, and returns when all are there.
     *
     * @param grain
     *            rows of a chunk, at least 1: 64 to 128 suit matrices of a thousand columns
     * @throws RuntimeException
     *             whatever the task throws on the calling thread; a failure on a helper is repeated there
     */
    public void run(int rows, int grain, int tokens, float[] y, int yo, int yStride, RowTask task) {
        if (grain < 1) {
            throw new IllegalArgumentException("grain: expected at least 1, received " + grain);
        }
        if (rows <= 0 || tokens <= 0) {
            return;
        }
        if (closed) {
            throw new IllegalStateException("workers: closed");
        }
        if (helpers.isEmpty() || rows <= grain) {
            task.rows(0, rows, y, yo, yStride);
            return;
        }
        HelperGate gate = tokens == 1 ? single : batch;
        long start = System.nanoTime();
        int again = 0;
        if (gate.open()) {
            again = share(new Job(task, rows, grain, tokens), y, yo, yStride, start);
        } else {
            task.rows(0, rows, y, yo, yStride);
        }
        gate.record(System.nanoTime() - start, (long) Math.ceilDiv(rows, grain) * tokens, again);
    }

    /**
     * Does work that changes a state, every chunk once, and returns when all is done. A helper that loses its core while it
     * computes is overtaken as in {@link #run}; only one that loses it in the short moment of a commit is waited for.
     *
     * @param width
     *            floats that a row of the work leaves
     * @param work
     *            how much a row does, in any unit
     * @throws RuntimeException
     *             whatever the task throws on the calling thread
     */
    public void runOnce(int rows, int grain, int width, long work, StateTask task) {
        if (grain < 1) {
            throw new IllegalArgumentException("grain: expected at least 1, received " + grain);
        }
        if (closed) {
            throw new IllegalStateException("workers: closed");
        }
        Job job = new Job(task, rows, grain, width);
        scratch = room(scratch, job);
        boolean shared = !helpers.isEmpty() && rows > grain;
        long start = System.nanoTime();
        int again = 0;
        if (shared && states.open()) {
            again = shareOnce(job, task, start);
        } else {
            for (int c = 0; c < job.chunks; c++) {
                once(job, task, c);
            }
        }
        if (shared) {
            states.record(System.nanoTime() - start, rows * work, again);
        }
    }

    private static float[] room(float[] buffer, Job job) {
        long needed = (long) Math.min(job.rows, job.grain) * job.width;
        return buffer.length >= needed ? buffer : new float[Math.toIntExact(needed)];
    }

    private void once(Job job, StateTask task, int chunk) {
        task.compute(job.from(chunk), job.to(chunk), scratch);
        task.commit(job.from(chunk), job.to(chunk), scratch);
    }

    private int shareOnce(Job job, StateTask task, long start) {
        current = job;
        for (Helper helper : helpers) {
            helper.wake();
        }
        try {
            int mine = 0;
            for (int c = job.takeFront(); c >= 0; c = job.takeFront()) {
                once(job, task, c);
                mine++;
            }
            long end = System.nanoTime();
            long deadline = end + Math.max(PATIENCE_NANOS, mine == 0 ? 0 : (end - start) / mine);
            int again = 0;
            for (int c = job.chunks - 1; c >= mine; c--) {
                while (job.doneBy(c) == 0 && System.nanoTime() - deadline < 0) {
                    Thread.onSpinWait();
                }
                if (job.doneBy(c) == 0 && job.claim(c)) {
                    once(job, task, c);
                    again++;
                    continue;
                }
                while (job.doneBy(c) == 0) {
                    Thread.onSpinWait();
                }
                if (job.doneBy(c) < 0) {
                    throw new IllegalStateException("workers: a helper failed while it put a result in its place");
                }
            }
            return again;
        } finally {
            job.abandon();
            current = null;
        }
    }

    /** Computes a job together with the helpers; returns how many of their chunks had to be computed again. */
    private int share(Job job, float[] y, int yo, int yStride, long start) {
        current = job;
        for (Helper helper : helpers) {
            helper.wake();
        }
        try {
            int mine = 0;
            for (int c = job.takeFront(); c >= 0; c = job.takeFront()) {
                job.task().rows(job.from(c), job.to(c), y, yo, yStride);
                mine++;
            }
            long end = System.nanoTime();
            long patience = Math.max(PATIENCE_NANOS, mine == 0 ? 0 : (end - start) / mine);
            return collect(job, mine, y, yo, yStride, end + patience);
        } finally {
            job.abandon();
            current = null;
        }
    }

    /** Chunks below {@code mine} are in place; the others, first taken first, are copied or computed again, and counted. */
    private int collect(Job job, int mine, float[] y, int yo, int yStride, long deadline) {
        int again = 0;
        for (int c = job.chunks - 1; c >= mine; c--) {
            int by = job.doneBy(c);
            while (by == 0 && System.nanoTime() - deadline < 0) {
                Thread.onSpinWait();
                by = job.doneBy(c);
            }
            int from = job.from(c);
            int to = job.to(c);
            if (by == 0) {
                job.task().rows(from, to, y, yo, yStride);
                again++;
                continue;
            }
            float[] scratch = helpers.get(by - 1).scratch;
            for (int t = 0; t < job.tokens; t++) {
                System.arraycopy(scratch, t * job.rows + from, y, yo + t * yStride + from, to - from);
            }
        }
        return again;
    }

    /** Ends the helpers; one that is inside a task ends after it. */
    @Override
    public void close() {
        closed = true;
        for (Helper helper : helpers) {
            LockSupport.unpark(helper.thread);
        }
    }

    /** A thread that takes chunks from the back of the current job. */
    private final class Helper implements Runnable {
        private final int index;
        private final Thread thread;
        private volatile boolean parked;
        /** [tokens][rows] of the job in work; published by the job's marks. */
        private float[] scratch = new float[0];

        Helper(int index) {
            this.index = index;
            this.thread = Thread.ofPlatform().daemon().name("engram-kernel-" + (index + 1)).unstarted(this);
        }

        void wake() {
            if (parked) {
                LockSupport.unpark(thread);
            }
        }

        @Override
        public void run() {
            Job last = null;
            long idleSince = System.nanoTime();
            while (!closed) {
                Job job = current;
                if (job != null && job != last) {
                    last = job;
                    work(job);
                    idleSince = System.nanoTime();
                } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
                    Thread.onSpinWait();
                } else {
                    last = null;
                    park();
                    idleSince = System.nanoTime();
                }
            }
        }

        /** The flag goes up before the last look, and a caller sets the job before it looks at the flag: none is missed. */
        private void park() {
            parked = true;
            while (current == null && !closed) {
                LockSupport.park(Workers.this);
            }
            parked = false;
        }

        private void work(Job job) {
            if (job.once != null) {
                workOnce(job, job.once);
                return;
            }
            try {
                if (scratch.length < job.rows * job.tokens) {
                    scratch = new float[job.rows * job.tokens];
                }
                for (int c = job.takeBack(); c >= 0; c = job.takeBack()) {
                    job.task().rows(job.from(c), job.to(c), scratch, 0, job.rows);
                    job.markDone(c, index + 1);
                }
            } catch (RuntimeException | Error e) {
                job.failed(e);
            }
        }

        private void workOnce(Job job, StateTask task) {
            int claimed = -1;
            try {
                scratch = room(scratch, job);
                for (int c = job.takeBack(); c >= 0; c = job.takeBack()) {
                    task.compute(job.from(c), job.to(c), scratch);
                    if (job.claim(c)) {
                        claimed = c;
                        task.commit(job.from(c), job.to(c), scratch);
                        claimed = -1;
                        job.markDone(c, index + 1);
                    }
                }
            } catch (RuntimeException | Error e) {
                job.failed(e);
                if (claimed >= 0) {
                    job.markDone(claimed, -1);
                }
            }
        }
    }
}
