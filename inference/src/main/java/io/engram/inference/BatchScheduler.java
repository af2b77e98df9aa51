package io.engram.inference;

import io.engram.inference.transformer.SequenceState;
import io.engram.inference.transformer.Transformer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Continuous batching without a thread of its own: work that waits at the same time is computed in one forward pass.
 *
 * <p>Every caller queues its work, first come first served. When no pass is running, one of the waiting callers becomes the
 * leader: it takes from the front of the queue what fits into a pass, computes it on its own thread, and wakes the others;
 * when its own work is done it gives the lead to the next. A leader that sees fewer sequences than lately took part waits
 * for them a moment, at most an eighth of the last pass or {@value #MOST_LINGER_NANOS} ns: callers of a just finished pass
 * are drawing their tokens and come back at once, and without this wait two groups would take turns for ever.
 *
 * <p><b>Bounds.</b> At most {@code capacity} works wait; further callers block. A pass holds at most {@code maxRows} tokens,
 * or one work alone. Long prompts come in pieces, each queued anew, so a decode step waits for one piece at most.
 *
 * <p><b>Errors.</b> Memory is reserved before a pass, per sequence; a sequence that cannot get it fails alone. So does one
 * whose hook throws. An error of the pass itself fails all its works, and their callers restore their sequences.
 */
final class BatchScheduler {
    private static final long MOST_LINGER_NANOS = 2_000_000;
    /** Passes that a sequence may miss and still be waited for. */
    private static final int MISSED = 2;

    private final Transformer transformer;
    private final int maxRows;
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private final Deque<Task> waiting = new ArrayDeque<>();
    /** The pass in which each recent sequence last took part. */
    private final Map<SequenceState, Long> recent = new WeakHashMap<>();
    private boolean running;
    private long lastPassNanos;
    private long passes;
    private long works;
    private long tokens;
    private int largest;

    BatchScheduler(Transformer transformer, int maxRows, int capacity) {
        this.transformer = transformer;
        this.maxRows = maxRows;
        this.capacity = capacity;
    }

    /** One sequence's work and what became of it. Guarded by the scheduler's lock. */
    static final class Task {
        private enum Stage {
            WAITING, COMPUTING, DONE
        }

        private final Transformer.Work work;
        private final long deadline;
        private final BooleanSupplier cancelled;
        private Stage stage = Stage.WAITING;
        private @Nullable Throwable failure;

        /**
         * @param deadline
         *            {@link System#nanoTime} after which it is not begun; {@link Long#MAX_VALUE} for none
         * @param cancelled
         *            whether it should not be begun any more
         */
        Task(Transformer.Work work, long deadline, BooleanSupplier cancelled) {
            this.work = work;
            this.deadline = deadline;
            this.cancelled = cancelled;
        }

        /** What went wrong, or null. */
        @Nullable
        Throwable failure() {
            return failure;
        }

        /** Whether a pass has touched the sequence. */
        boolean begun() {
            return stage != Stage.WAITING;
        }
    }

    /** What has been computed so far. */
    BatchStatistics statistics() {
        lock.lock();
        try {
            return new BatchStatistics(passes, works, tokens, largest);
        } finally {
            lock.unlock();
        }
    }

    /** Wakes callers whose work may have been cancelled. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Computes all tasks, together with what others are waiting for; returns when each is done or has failed. */
    void run(List<Task> tasks) {
        lock.lock();
        boolean interrupted = false;
        try {
            while (waiting.size() + tasks.size() > capacity && !waiting.isEmpty() && !expire(tasks)) {
                interrupted |= await(tasks);
            }
            tasks.stream().filter(t -> t.stage == Task.Stage.WAITING).forEach(waiting::add);
            changed.signalAll();
            while (tasks.stream().anyMatch(t -> t.stage != Task.Stage.DONE)) {
                if (expire(tasks)) {
                    continue;
                }
                if (running) {
                    interrupted |= await(tasks);
                } else {
                    interrupted |= lead(tasks);
                }
            }
        } finally {
            changed.signalAll();
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Takes back waiting tasks whose time is over; whether any was. */
    private boolean expire(List<Task> tasks) {
        boolean any = false;
        long now = System.nanoTime();
        for (Task task : tasks) {
            if (task.stage == Task.Stage.WAITING) {
                if (task.cancelled.getAsBoolean()) {
                    end(task, new CancellationException("session: cancelled"));
                } else if (task.deadline != Long.MAX_VALUE && now - task.deadline >= 0) {
                    end(task, new DeadlineExceededException("session: the deadline passed before its turn"));
                }
                any |= task.stage == Task.Stage.DONE;
            }
        }
        return any;
    }

    private void end(Task task, @Nullable Throwable failure) {
        waiting.remove(task);
        task.failure = failure;
        task.stage = Task.Stage.DONE;
    }

    /** Waits for a change; an interrupt takes back what has not begun. Whether there was one. */
    @SuppressWarnings("WaitNotInLoop") // its callers loop
    private boolean await(List<Task> tasks) {
        long now = System.nanoTime();
        long left = Long.MAX_VALUE;
        for (Task task : tasks) {
            if (task.stage == Task.Stage.WAITING && task.deadline != Long.MAX_VALUE) {
                left = Math.min(left, task.deadline - now);
            }
        }
        try {
            if (left == Long.MAX_VALUE) {
                changed.await();
            } else {
                changed.awaitNanos(left);
            }
            return false;
        } catch (InterruptedException e) {
            for (Task task : tasks) {
                if (task.stage == Task.Stage.WAITING) {
                    end(task, new CancellationException("session: interrupted"));
                }
            }
            return true;
        }
    }

    /** Computes one pass. */
    private boolean lead(List<Task> tasks) {
        running = true;
        boolean interrupted = false;
        List<Task> pass = List.of();
        try {
            interrupted = linger(tasks);
            pass = take();
            lock.unlock();
            Throwable failure = null;
            long start = System.nanoTime();
            try {
                compute(pass);
            } catch (RuntimeException | Error e) {
                failure = e;
            } finally {
                lock.lock();
            }
            lastPassNanos = System.nanoTime() - start;
            finish(pass, failure);
        } finally {
            running = false;
            changed.signalAll();
        }
        return interrupted;
    }

    /** Waits a moment for sequences that lately took part. */
    private boolean linger(List<Task> tasks) {
        long left = Math.min(MOST_LINGER_NANOS, lastPassNanos / 8);
        while (left > 0 && waiting.size() < recent.size()) {
            try {
                left = changed.awaitNanos(left);
            } catch (InterruptedException e) {
                for (Task task : tasks) {
                    if (task.stage == Task.Stage.WAITING) {
                        end(task, new CancellationException("session: interrupted"));
                    }
                }
                return true;
            }
        }
        return false;
    }

    private List<Task> take() {
        List<Task> pass = new ArrayList<>();
        int rows = 0;
        for (Iterator<Task> queue = waiting.iterator(); queue.hasNext();) {
            Task task = queue.next();
            if (!pass.isEmpty() && rows + task.work.count() > maxRows) {
                break;
            }
            rows += task.work.count();
            task.stage = Task.Stage.COMPUTING;
            pass.add(task);
            queue.remove();
        }
        return pass;
    }

    private void compute(List<Task> pass) {
        List<Task> possible = new ArrayList<>();
        for (Task task : pass) {
            try {
                task.work.sequence().reserve(task.work.count());
                possible.add(task);
            } catch (RuntimeException | OutOfMemoryError e) {
                task.failure = e;
            }
        }
        if (!possible.isEmpty()) {
            @Nullable
            RuntimeException[] failures = transformer.forward(possible.stream().map(t -> t.work).toList());
            for (int i = 0; i < failures.length; i++) {
                possible.get(i).failure = failures[i];
            }
        }
    }

    private void finish(List<Task> pass, @Nullable Throwable failure) {
        passes++;
        for (Task task : pass) {
            task.failure = failure == null ? task.failure : failure;
            task.stage = Task.Stage.DONE;
            works++;
            tokens += task.work.count();
            recent.put(task.work.sequence(), passes);
        }
        largest = Math.max(largest, pass.size());
        recent.values().removeIf(last -> last + MISSED < passes);
    }
}
