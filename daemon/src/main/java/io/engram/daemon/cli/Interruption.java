package io.engram.daemon.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a long command cleanly on Ctrl-C or a plain kill: runs what stops the work, then gives the command time to close its
 * memory and print what it has before the process goes.
 *
 * <p>Open it around the work; {@link #close} says that everything is written. Threads: what stops the
 * work runs on the JVM's shutdown thread.
 */
final class Interruption implements AutoCloseable {
    private static final long GRACE_SECONDS = 20;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean happened;

    private Runnable stop = () -> {
    };

    Interruption() {
        hook = Thread.ofPlatform().name("interruption").unstarted(() -> {
            happen();
            await();
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private synchronized void happen() {
        happened = true;
        stop.run();
    }

    /** Says what stops the work from now on; runs it at once when the user has already asked. */
    synchronized void stopsWith(Runnable action) {
        stop = action;
        if (happened)
            action.run();
    }

    private void await() {
        try {
            finished.await(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the user asked to stop. */
    boolean happened() {
        return happened;
    }

    @Override
    public void close() {
        finished.countDown();
        if (!happened)
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException alreadyShuttingDown) {
                return;
            }
    }
}
