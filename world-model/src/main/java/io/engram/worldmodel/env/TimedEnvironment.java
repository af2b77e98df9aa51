package io.engram.worldmodel.env;

import io.engram.worldmodel.Environment;
import io.engram.worldmodel.EnvironmentException;
import io.engram.worldmodel.Reset;
import io.engram.worldmodel.Step;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Lets an environment act on a thread of its own and waits for it no longer than a limit, so that one that never answers
 * ends its life with an {@link EnvironmentException} and not the agent. Its thread is then interrupted and left behind
 * (a daemon thread: it keeps no process alive), and every further call fails at once; {@link #close} does not wait for it.
 *
 * <p>What the environment throws is passed on as it is. An interrupt of the caller while it waits counts as no answer and
 * stays set.
 */
public final class TimedEnvironment extends Wrapper {
    private final String id;
    private final Duration limit;
    private final ExecutorService thread;
    private boolean lost;

    /**
     * Takes over an environment.
     *
     * @param limit for each call, above zero
     */
    public TimedEnvironment(Environment inner, Duration limit) {
        super(inner);
        if (!limit.isPositive())
            throw new IllegalArgumentException("limit: expected more than zero, received " + limit);
        this.id = inner.spec().id();
        this.limit = limit;
        this.thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("world-" + id).factory());
    }

    @Override
    public Reset reset(OptionalLong seed) {
        return ask("reset", () -> inner().reset(seed));
    }

    @Override
    public Step step(int action) {
        return ask("step", () -> inner().step(action));
    }

    @Override
    public String render() {
        return ask("render", inner()::render);
    }

    @Override
    public void close() {
        try {
            if (!lost) {
                ask("close", () -> {
                    inner().close();
                    return true;
                });
            }
        } finally {
            thread.shutdownNow();
        }
    }

    private <T> T ask(String what, Supplier<T> call) {
        if (lost)
            throw new EnvironmentException(id, what, "an environment that answers", "one that was given up");
        Future<T> answer = thread.submit(call::get);
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw asItIs(e);
        } catch (TimeoutException e) {
            throw giveUp(answer, what, "none");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw giveUp(answer, what, "an interrupt");
        }
    }

    /** What the call threw; calls throw nothing checked. */
    private static RuntimeException asItIs(ExecutionException e) {
        return switch (e.getCause()) {
            case Error error -> throw error;
            case RuntimeException thrown -> thrown;
            case null, default -> new IllegalStateException(e);
        };
    }

    private EnvironmentException giveUp(Future<?> answer, String what, String received) {
        lost = true;
        answer.cancel(true);
        thread.shutdownNow();
        return new EnvironmentException(id, what, "an answer within " + limit.toMillis() + " ms", received);
    }
}
