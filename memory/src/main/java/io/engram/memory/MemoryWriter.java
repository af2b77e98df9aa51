package io.engram.memory;

import io.engram.memory.change.Change;
import io.engram.memory.change.ChangeCodec;
import io.engram.memory.journal.Journal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single writer of one agent's memory: an actor with a bounded mailbox.
 *
 * <p>Its thread takes all commands that wait, lets each say what changes, appends the changes to the journal, and when the
 * journal has made the batch durable, applies them in order and completes the commands' futures (on another thread, so that
 * what hangs on them cannot hold up the writer). State therefore never shows what is not durable. A command that decides by
 * looking at state is prepared only after everything before it has been applied.
 */
final class MemoryWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryWriter.class);
    private static final int QUEUE = 4096;
    private static final int BATCH = 512;

    /** What a command wants: changes that become true together, and the answer once they have. */
    record Prepared<T extends @Nullable Object>(List<Change> changes, Supplier<T> answer) {
    }

    /** Applies one durable change to the state. Called on the writer thread, in journal order. */
    interface Applier {
        void apply(Change change, long sequence);

        /** A batch was applied and answered. Called on the writer thread; must be quick. */
        default void settled() {
        }
    }

    private record Command<T extends @Nullable Object>(boolean last, boolean readsState, Supplier<Prepared<T>> prepare,
            CompletableFuture<T> done) {
    }

    private record Appended<T extends @Nullable Object>(Command<T> command, Prepared<T> prepared,
            CompletableFuture<Long> durable) {
    }

    private final String agentId;
    private final Journal journal;
    private final Applier applier;
    private final BlockingQueue<Command<?>> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Command<Void> stop = new Command<>(true, false, () -> new Prepared<>(List.of(), () -> null),
            new CompletableFuture<>());
    /** Shared by submitters, exclusive for close: after it closes nothing can enter the queue. */
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
    private boolean closed; // guarded by gate
    private final Thread thread;

    MemoryWriter(String agentId, Journal journal, Applier applier) {
        this.agentId = agentId;
        this.journal = journal;
        this.applier = applier;
        this.thread = Thread.ofPlatform().daemon().name("engram-memory-" + agentId).unstarted(this::run);
        thread.start();
    }

    /**
     * Hands a command in; blocks while the queue is full.
     *
     * @param readsState whether {@code prepare} looks at state, so that all earlier changes must be applied first
     * @param prepare runs on the writer thread; what it throws fails the command and changes nothing
     */
    <T extends @Nullable Object> CompletableFuture<T> submit(boolean readsState, Supplier<Prepared<T>> prepare) {
        Command<T> command = new Command<>(false, readsState, prepare, new CompletableFuture<>());
        gate.readLock().lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(new MemoryClosedException(agentId));
            }
            queue.put(command);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(
                    new MemoryException("interrupted while waiting for room in the write queue; nothing was written",
                            e));
        } finally {
            gate.readLock().unlock();
        }
        return command.done();
    }

    private void run() {
        List<Command<?>> batch = new ArrayList<>(BATCH);
        List<Appended<?>> appended = new ArrayList<>(BATCH);
        boolean running = true;
        while (running) {
            batch.clear();
            batch.add(take());
            queue.drainTo(batch, BATCH - 1);
            for (Command<?> command : batch) {
                if (command.last()) {
                    running = false;
                } else {
                    append(command, appended);
                }
            }
            settle(appended);
            applier.settled();
        }
    }

    private Command<?> take() {
        while (true) {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                LOG.debug("the memory writer of {} ends by close only", agentId, e);
            }
        }
    }

    private <T extends @Nullable Object> void append(Command<T> command, List<Appended<?>> appended) {
        if (command.readsState()) {
            settle(appended);
        }
        try {
            Prepared<T> prepared = command.prepare().get();
            CompletableFuture<Long> durable = prepared.changes().isEmpty()
                    ? CompletableFuture.completedFuture(0L)
                    : journal.append(ChangeCodec.RECORD_TYPE, ChangeCodec.encode(prepared.changes()));
            appended.add(new Appended<>(command, prepared, durable));
        } catch (RuntimeException e) {
            answer(List.of(() -> command.done().completeExceptionally(e)));
        }
    }

    private void settle(List<Appended<?>> appended) {
        List<Runnable> answers = new ArrayList<>(appended.size());
        for (Appended<?> each : appended) {
            answers.add(settle(each));
        }
        appended.clear();
        answer(answers);
    }

    private <T extends @Nullable Object> Runnable settle(Appended<T> each) {
        try {
            long sequence = each.durable().join();
            each.prepared().changes().forEach(change -> applier.apply(change, sequence));
            T answer = each.prepared().answer().get();
            return () -> each.command().done().complete(answer);
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            MemoryException failure = new MemoryException(
                    "the journal of agent \"" + agentId + "\" did not take the change; nothing was recorded: "
                            + cause.getMessage(),
                    cause);
            return () -> each.command().done().completeExceptionally(failure);
        } catch (RuntimeException e) {
            LOG.error("applying a durable change of {} failed; it is in the journal and comes back on reopen", agentId,
                    e);
            MemoryException failure = new MemoryException("the change is in the journal of agent \"" + agentId
                    + "\", but could not be taken in; it is there again after the next open: " + e.getMessage(), e);
            return () -> each.command().done().completeExceptionally(failure);
        }
    }

    private static void answer(List<Runnable> answers) {
        if (!answers.isEmpty()) {
            Thread.startVirtualThread(() -> answers.forEach(Runnable::run));
        }
    }

    /** Settles what waits, then stops. A second call does nothing. */
    @Override
    public void close() {
        gate.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            queue.put(stop);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MemoryException("interrupted while closing the memory of \"" + agentId + '"', e);
        } finally {
            gate.writeLock().unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MemoryException("interrupted while closing the memory of \"" + agentId + '"', e);
        }
    }
}
