package io.engram.agent.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.threadchecker.BlockedThreadEvent;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A Vert.x per test whose blocked-thread checker fails the test: an event loop that handles one event for more than 50 ms
 * is a fault.
 *
 * <p>The checker measures wall time, so a loop thread that the operating system did not run is not told from one that
 * blocks. It is told here: the loop's processor time is sampled every few milliseconds, and a runnable loop that got less than
 * half of the measured time as processor time was starved by the machine and is not counted; one that waits, or really
 * works, is. Nor is a wait for a class that another thread is loading: that happens once in a process, while it is cold.
 */
public final class LoopWatch implements BeforeEachCallback, AfterEachCallback {
    private static final Duration LIMIT = Duration.ofMillis(50);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final List<String> blocked = new CopyOnWriteArrayList<>();
    private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Thread loop;
    private volatile Vertx vertx = fresh();

    /** The test's Vert.x; closed after the test. */
    public Vertx vertx() {
        return vertx;
    }

    /** What was seen so far, for tests of the watch itself; clears it. */
    public List<String> takeBlocked() {
        List<String> seen = List.copyOf(blocked);
        blocked.clear();
        return seen;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        vertx.close();
        vertx = fresh();
        Vertx now = vertx;
        now.runOnContext(ignored -> sample(now, Thread.currentThread()));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        await(vertx.close());
        if (!blocked.isEmpty())
            throw new AssertionError("the event loop was blocked:\n" + String.join("\n", blocked));
    }

    /** Waits for a future on the test's thread, 20 s at most. */
    public static <T> T await(Future<T> future) throws Exception {
        return await(future, Duration.ofSeconds(20));
    }

    /** Waits for a future on the test's thread. */
    public static <T> T await(Future<T> future, Duration most) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof Exception cause)
                throw cause;
            throw e;
        } catch (TimeoutException e) {
            throw new AssertionError("the future did not complete in " + most, e);
        }
    }

    private Vertx fresh() {
        Vertx made = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(2)
                .setBlockedThreadCheckInterval(10).setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                .setMaxEventLoopExecuteTime(LIMIT.toMillis()).setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                .setMaxWorkerExecuteTime(1).setMaxWorkerExecuteTimeUnit(TimeUnit.HOURS));
        ((VertxInternal) made).blockedThreadChecker().setThreadBlockedHandler(this::seen);
        return made;
    }

    private void seen(BlockedThreadEvent event) {
        Thread thread = event.thread();
        if (thread != loop)
            return;
        boolean waits = thread.getState() != Thread.State.RUNNABLE;
        StackTraceElement[] stack = thread.getStackTrace();
        if (waits && stack.length > 0 && stack[0].getClassName().startsWith("jdk.internal.loader."))
            return;
        if (waits || cpuDuring(thread, event.duration()) >= event.duration() / 2)
            blocked.add(thread + " for "
                    + TimeUnit.NANOSECONDS.toMillis(event.duration()) + " ms in\n  "
                    + String.join("\n  ", Arrays.stream(stack).map(Object::toString).toList()));
    }

    /** Processor time of the loop in the last {@code nanos}, at most; in nanoseconds. */
    private long cpuDuring(Thread thread, long nanos) {
        long now = System.nanoTime();
        long cpu = THREADS.getThreadCpuTime(thread.threadId());
        long least = 0;
        for (Sample sample : samples)
            if (now - sample.at() <= nanos)
                least = Math.max(least, cpu - sample.cpu());
        return least;
    }

    /** Until the Vert.x is replaced: notes how much processor time its loop has used. */
    private void sample(Vertx of, Thread thread) {
        loop = thread;
        samples.clear();
        Thread.ofPlatform().daemon().name("loop-watch").start(() -> {
            while (of == vertx && thread.isAlive()) {
                samples.add(new Sample(System.nanoTime(), THREADS.getThreadCpuTime(thread.threadId())));
                if (samples.size() > 200)
                    samples.poll();
                LockSupport.parkNanos(5_000_000);
            }
        });
    }

    /** Processor time of the loop thread at a moment, both in nanoseconds. */
    private record Sample(long at, long cpu) {
    }
}
