package io.engram.agent;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;

/**
 * The bounded queue of one actor: turns are carried out one after another in the order of their arrival.
 *
 * <p>{@link #submit} may be called on any thread. Whether there is room is decided at once, by one atomic counter that
 * covers waiting and running turns, so a flood of callers is refused without queueing anything on the event loop. Turns
 * start on the event loop; they must not block it but return a future.
 */
final class TurnQueue {
    private final Context loop;
    private final String agent;
    private final int capacity;
    private final AtomicInteger admitted = new AtomicInteger();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final Promise<Void> drained = Promise.promise();
    private volatile boolean closed;
    private boolean running;
    private long turns;

    TurnQueue(Context loop, String agent, int capacity) {
        this.loop = loop;
        this.agent = agent;
        this.capacity = capacity;
    }

    /**
     * Carries out {@code turn} when it is its turn.
     *
     * @param turn is given its number, from 1; called on the event loop
     * @return what the turn returned; failed with {@link AgentBusyException} or {@link AgentClosedException} when it was
     *         not accepted
     */
    <T> Future<T> submit(LongFunction<Future<T>> turn) {
        if (closed)
            return Future.failedFuture(closedException());
        if (admitted.incrementAndGet() > capacity) {
            admitted.decrementAndGet();
            return Future.failedFuture(new AgentBusyException("agent " + agent + ": " + capacity
                    + " commands are waiting, expected fewer; nothing was done, try again later", null));
        }
        Promise<T> result = Promise.promise();
        loop.runOnContext(ignored -> {
            if (closed) {
                admitted.decrementAndGet();
                result.fail(closedException());
                drainIfIdle();
                return;
            }
            waiting.add(() -> start(turn, result));
            next();
        });
        return result.future();
    }

    /** Number of commands that wait or run. */
    int size() {
        return admitted.get();
    }

    /** Accepts nothing more; what waits is still carried out. Completes when the last turn is over. */
    Future<Void> close() {
        closed = true;
        loop.runOnContext(ignored -> drainIfIdle());
        return drained.future();
    }

    private <T> void start(LongFunction<Future<T>> turn, Promise<T> result) {
        Future<T> outcome;
        try {
            outcome = turn.apply(++turns);
        } catch (RuntimeException e) {
            outcome = Future.failedFuture(e);
        }
        outcome.onComplete(done -> loop.runOnContext(ignored -> {
            running = false;
            admitted.decrementAndGet();
            if (done.succeeded())
                result.complete(done.result());
            else
                result.fail(done.cause());
            next();
            drainIfIdle();
        }));
    }

    private void next() {
        if (running)
            return;
        Runnable turn = waiting.poll();
        if (turn == null)
            return;
        running = true;
        turn.run();
    }

    private void drainIfIdle() {
        if (closed && !running && waiting.isEmpty())
            drained.tryComplete();
    }

    private AgentClosedException closedException() {
        return new AgentClosedException("agent " + agent + " is closed; nothing was done", null);
    }
}
