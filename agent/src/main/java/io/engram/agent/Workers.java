package io.engram.agent;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The threads on which an agent may block: one for memory, one for the language model, one for a life. What they are
 * given is bounded by the turn queue (one turn at a time) and by one life at a time, so their own queues stay short.
 */
final class Workers {
    private final Context loop;
    private final WorkerExecutor memory;
    private final WorkerExecutor model;
    private final WorkerExecutor life;

    Workers(Vertx vertx, Context loop, String agent) {
        this.loop = loop;
        memory = worker(vertx, agent, "memory");
        model = worker(vertx, agent, "model");
        life = worker(vertx, agent, "life");
    }

    /** A pool of one thread; a life is one task of minutes, so a long task is no fault here. */
    private static WorkerExecutor worker(Vertx vertx, String agent, String work) {
        return vertx.createSharedWorkerExecutor("engram-" + agent + "-" + work, 1, 365, TimeUnit.DAYS);
    }

    <T> Future<T> onMemory(Callable<T> work) {
        return on(memory, work);
    }

    /** For work that starts on the memory thread and ends when a stage completes. */
    <T> Future<T> onMemoryStage(Callable<? extends CompletionStage<T>> work) {
        return on(memory, work).compose(stage -> Future.fromCompletionStage(stage, loop));
    }

    <T> Future<T> onModel(Callable<T> work) {
        return on(model, work);
    }

    <T> Future<T> onLife(Callable<T> work) {
        return on(life, work);
    }

    Future<Void> close() {
        return Future.join(memory.close(), model.close(), life.close()).mapEmpty();
    }

    /** Starts work from the agent's context, whoever calls, so that its future completes on the agent's event loop. */
    private <T> Future<T> on(WorkerExecutor worker, Callable<T> work) {
        if (Vertx.currentContext() == loop)
            return worker.executeBlocking(work, false);
        Promise<T> result = Promise.promise();
        loop.runOnContext(ignored -> worker.executeBlocking(work, false).onComplete(result));
        return result.future();
    }
}
