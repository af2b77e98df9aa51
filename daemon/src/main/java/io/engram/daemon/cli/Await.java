package io.engram.daemon.cli;

import io.vertx.core.Future;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Waits for the agent on the command's own thread. */
final class Await {
    private Await() {
    }

    /** The result; what it failed with is thrown as it is when unchecked. */
    static <T> T of(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                case null, default -> throw new CompletionException(failed.getCause());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted", stopped);
        }
    }
}
