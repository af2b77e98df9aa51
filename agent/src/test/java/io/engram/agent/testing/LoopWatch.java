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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A Vert.x per test whose blocked-thread checker fails the test: an event loop that handles one event for more than 50 ms
 * is a fault.
 *
 * <p>The checker measures wall time, so a loop thread that the operating system did not run is not told from one that
 * blocks. It is told here: a runnable loop thread that gets less than half of the 5 ms in which it is watched as processor
 * time is starved by the machine and is not counted; one that waits or really works is.
 */
public final class LoopWatch implements BeforeEachCallback, AfterEachCallback {
    private static final Duration LIMIT = Duration.ofMillis(50);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final List<String> blocked = new CopyOnWriteArrayList<>();
    private Vertx vertx = fresh();

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
        if (!thread.getName().contains("eventloop"))
            return;
        boolean waits = thread.getState() != Thread.State.RUNNABLE;
        long before = THREADS.getThreadCpuTime(thread.threadId());
        StackTraceElement[] stack = thread.getStackTrace();
        boolean worked = before >= 0 && event.duration() > 0 && ranFor(thread, before) >= 0.5;
        if (waits || worked)
            blocked.add(thread + " for " + TimeUnit.NANOSECONDS.toMillis(event.duration()) + " ms in\n  "
                    + String.join("\n  ", Arrays.stream(stack).map(Object::toString).toList()));
    }

    /** Share of the next 5 ms that the thread gets as processor time. */
    private static double ranFor(Thread thread, long before) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < 5_000_000)
            Thread.onSpinWait();
        return (THREADS.getThreadCpuTime(thread.threadId()) - before) / (double) (System.nanoTime() - start);
    }
}
