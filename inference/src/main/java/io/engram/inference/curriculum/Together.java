package io.engram.inference.curriculum;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that let a model answer several examples at once, in passes that they share. */
final class Together implements AutoCloseable {
    private final ExecutorService threads;

    Together(int parallel) {
        threads = Executors.newFixedThreadPool(parallel,
                Thread.ofPlatform().daemon().name("engram-eval-", 1).factory());
    }

    /**
     * All results, in the order of the tasks.
     *
     * @throws IllegalStateException
     *             if the calling thread is interrupted
     */
    <T> List<T> all(List<Callable<T>> tasks) {
        List<T> results = new ArrayList<>();
        try {
            for (Future<T> done : threads.invokeAll(tasks)) {
                results.add(done.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("evaluation: interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
