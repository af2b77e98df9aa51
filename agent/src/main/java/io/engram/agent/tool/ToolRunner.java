package io.engram.agent.tool;

import com.fasterxml.jackson.databind.JsonNode;
import io.engram.agent.tool.ToolException.Reason;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The gate that every tool call passes: schema → permission → key → log → call → log.
 *
 * <p>{@link #call} may be called on any thread, an event loop included: it only takes a place and hands over to a virtual
 * thread. The returned future fails with a {@link ToolException} that says why there is no result; what is refused before
 * the log is not logged, because nothing happened. When its time is up the tool's thread is interrupted; whether it did
 * what it does is unknown then, and a key that was given stays unknown.
 */
public final class ToolRunner implements AutoCloseable {
    private final Toolbox tools;
    private final Permissions permissions;
    private final CallLog log;
    private final InstantSource clock;
    private final Semaphore places;
    private final Set<String> runningKeys = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private ToolRunner(Toolbox tools, Permissions permissions, CallLog log, InstantSource clock, int mostRunning) {
        this.tools = tools;
        this.permissions = permissions;
        this.log = log;
        this.clock = clock;
        this.places = new Semaphore(mostRunning);
    }

    /**
     * Opens the log of calls. Blocks while it is read.
     *
     * @param folder of the log, used by nothing else
     * @param agent whose calls they are
     * @param mostRunning calls that may run at the same time; more are refused as BUSY
     */
    public static ToolRunner open(Toolbox tools, Permissions permissions, Path folder, String agent,
            InstantSource clock,
            int mostRunning) {
        if (mostRunning < 1)
            throw new IllegalArgumentException("mostRunning: expected >= 1, received " + mostRunning);
        return new ToolRunner(tools, permissions, CallLog.open(folder, agent), clock, mostRunning);
    }

    /** The tools that {@code caller} may call now. */
    public List<ToolSpec> granted(String caller) {
        return tools.specs().stream().filter(spec -> permissions.refusal(spec, caller).isEmpty()).toList();
    }

    /** Calls a tool; never blocks the caller. */
    public CompletableFuture<ToolResult> call(ToolCall call) {
        if (!places.tryAcquire())
            return CompletableFuture.failedFuture(
                    new ToolException(Reason.BUSY,
                            "tool " + call.tool() + ": too many calls are running, try again later", null));
        CompletableFuture<ToolResult> result = new CompletableFuture<>();
        threads.execute(() -> {
            Runnable end;
            try {
                ToolResult value = pass(call);
                end = () -> result.complete(value);
            } catch (RuntimeException | Error e) {
                end = () -> result.completeExceptionally(e);
            }
            // Before the caller knows: who waits for this result and calls again must find the place free.
            places.release();
            end.run();
        });
        return result;
    }

    private ToolResult pass(ToolCall call) {
        ToolSpec spec = tools.spec(call.tool());
        Object[] values = tools.read(call.tool(), call.arguments());
        permissions.refusal(spec, call.caller()).ifPresent(why -> {
            throw new ToolException(Reason.DENIED,
                    "tool " + spec.name() + " is denied to " + call.caller() + ": " + why, null);
        });
        if (call.key().isEmpty()) {
            if (spec.effect().needsKey())
                throw new ToolException(Reason.KEY_MISSING,
                        "tool " + spec.name() + ": expected an idempotency key because its effect is " + spec.effect(),
                        null);
            return carryOut(spec, call, values);
        }
        String key = call.key().get();
        if (!runningKeys.add(key))
            throw new ToolException(Reason.BUSY, "key " + key + ": its call is running", null);
        try {
            Optional<ToolResult> before = before(spec, call, key);
            return before.isPresent() ? before.get() : carryOut(spec, call, values);
        } finally {
            runningKeys.remove(key);
        }
    }

    /** The result of an earlier call with this key; empty when the call is to be carried out. */
    private Optional<ToolResult> before(ToolSpec spec, ToolCall call, String key) {
        CallLog.Entry entry = log.find(key);
        if (entry == null)
            return Optional.empty();
        if (!entry.request().equals(CallLog.request(call.tool(), call.arguments())))
            throw new ToolException(Reason.KEY_REUSED,
                    "key " + key
                            + ": expected the call it was first used for, received another tool or other arguments",
                    null);
        JsonNode value = entry.value();
        if (value != null)
            return Optional.of(new ToolResult(entry.call(), value, true));
        if (entry.failure() != null)
            throw new ToolException(Reason.FAILED, entry.failure(), null);
        if (spec.effect().needsKey())
            throw new ToolException(Reason.OUTCOME_UNKNOWN,
                    "key " + key + ": its call " + entry.call()
                            + " was begun and never finished; it may or may not have happened",
                    null);
        return Optional.empty();
    }

    private ToolResult carryOut(ToolSpec spec, ToolCall call, Object[] values) {
        long number = log.begin(call, clock.instant());
        Future<JsonNode> running = threads.submit(() -> tools.call(spec.name(), values));
        try {
            JsonNode value = running.get(spec.timeout().toMillis(), TimeUnit.MILLISECONDS);
            log.finish(number, call, clock.instant(), value, null);
            return new ToolResult(number, value, false);
        } catch (TimeoutException e) {
            running.cancel(true);
            throw new ToolException(Reason.TIMEOUT, "tool " + spec.name() + ": ended after " + spec.timeout()
                    + "; it may or may not have happened", e);
        } catch (InterruptedException e) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            throw new ToolException(Reason.TIMEOUT, "tool " + spec.name() + ": ended because the runner is closed", e);
        } catch (ExecutionException e) {
            ToolException failure = e.getCause() instanceof ToolException known
                    ? known
                    : new ToolException(Reason.FAILED, "tool " + spec.name() + " failed: " + e.getCause(),
                            e.getCause());
            log.finish(number, call, clock.instant(), null, failure.getMessage());
            throw failure;
        }
    }

    /** Interrupts what runs, waits for it, closes the log. Blocks. */
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
        log.close();
    }
}
