package io.engram.memory.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Group commit. Appends wait in a bounded queue; one thread takes all that wait, gives them sequence numbers in order of the
 * queue, writes them in one go, syncs once and completes their futures.
 *
 * <p>States: <i>open</i> → (write or sync fails) → <i>failed</i> → (an append after {@code retryAfter} finds the disk well)
 * → open; any → <i>closed</i>. On failure the segment is cut back to its durable end and never appended to again. While even
 * that fails, the journal stays failed, because a record whose append was refused must not come back.
 */
final class CommitLoop {

    /** Learns what became durable, on the commit thread, before the futures complete. */
    interface Progress {
        void segmentCreated(Segment segment);

        void durable(long lastSequence, long endInSegment);
    }

    private static final class Waiting {
        private final int type;
        private final byte[] payload;
        private final CompletableFuture<Long> done = new CompletableFuture<>();

        Waiting(int type, byte[] payload) {
            this.type = type;
            this.payload = payload;
        }
    }

    /** Pseudo types of queue entries that are not records. */
    private static final int ROLL = -10;
    private static final int STOP = -11;

    private final JournalFiles files;
    private final Path directory;
    private final JournalOptions options;
    private final Progress progress;
    private final BlockingQueue<Waiting> queue;
    private final Thread thread;
    /** Shared by appends, exclusive for close: after it closes no append can enter the queue. */
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
    private boolean closed; // guarded by gate

    /** Set while the disk is not to be trusted. */
    private volatile @Nullable Throwable failure;
    private volatile long retryAtNanos;

    // Below: commit thread only.
    private @Nullable SegmentWriter writer;
    /** A segment that still has to be cut back. */
    private @Nullable SegmentWriter uncut;
    private long nextSequence;

    CommitLoop(JournalFiles files, Path directory, JournalOptions options, @Nullable SegmentWriter writer,
            long nextSequence, Progress progress) {
        this.files = files;
        this.directory = directory;
        this.options = options;
        this.writer = writer;
        this.nextSequence = nextSequence;
        this.progress = progress;
        this.queue = new ArrayBlockingQueue<>(options.queueRecords());
        this.thread = Thread.ofPlatform().daemon().name("engram-journal-" + options.agentId()).unstarted(this::run);
        thread.start();
    }

    CompletableFuture<Long> append(int type, byte[] payload) {
        return enqueue(new Waiting(type, payload));
    }

    /** Completes when all earlier appends are decided and later ones go to another segment than they did. */
    CompletableFuture<Long> roll() {
        return enqueue(new Waiting(ROLL, new byte[0]));
    }

    private CompletableFuture<Long> enqueue(Waiting waiting) {
        gate.readLock().lock();
        try {
            if (closed) {
                return failed("journal " + directory + " is closed", null);
            }
            Throwable cause = failure;
            if (cause != null && System.nanoTime() - retryAtNanos < 0) {
                return failed(
                        "journal " + directory + " takes no appends since its disk failed; next attempt in at most "
                                + options.retryAfter().toMillis() + " ms",
                        cause);
            }
            queue.put(waiting);
            return waiting.done;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(
                    new JournalException("interrupted while waiting for room in the queue; nothing was appended", e));
        } finally {
            gate.readLock().unlock();
        }
    }

    private static CompletableFuture<Long> failed(String message, @Nullable Throwable cause) {
        return CompletableFuture.failedFuture(new JournalReadOnlyException(message, cause));
    }

    private void run() {
        List<Waiting> batch = new ArrayList<>();
        boolean stop = false;
        while (!stop) {
            batch.clear();
            Waiting control = gather(batch);
            if (!batch.isEmpty()) {
                commit(batch);
            }
            if (control != null && control.type == ROLL) {
                rollNow(control);
            }
            stop = control != null && control.type == STOP;
        }
        leaveSegment();
    }

    /** Waits for work and takes what is there, up to the batch limit or a control entry, which is returned. */
    private @Nullable Waiting gather(List<Waiting> batch) {
        long bytes = 0;
        Waiting next = take();
        while (next != null) {
            if (next.type < 0) {
                return next;
            }
            batch.add(next);
            bytes += next.payload.length;
            next = bytes < options.batchBytes() ? queue.poll() : null;
        }
        return null;
    }

    private Waiting take() {
        while (true) {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                Thread.onSpinWait(); // goes on: this thread ends by STOP only, so that every append gets an answer
            }
        }
    }

    private void commit(List<Waiting> batch) {
        List<Waiting> entries = List.copyOf(batch);
        long first = nextSequence;
        try {
            SegmentWriter out = writerForAppend();
            for (Waiting waiting : entries) {
                out.add(nextSequence++, waiting.type, waiting.payload);
            }
            out.commit();
            progress.durable(nextSequence - 1, out.durable());
            failure = null;
            complete(() -> {
                for (int i = 0; i < entries.size(); i++) {
                    entries.get(i).done.complete(first + i);
                }
            });
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            nextSequence = first;
            fail(e);
            JournalException reason = new JournalException("append to journal " + directory + " failed at sequence "
                    + first + ", none of the " + entries.size() + " records of this commit was acknowledged: " + e, e);
            complete(() -> entries.forEach(waiting -> waiting.done.completeExceptionally(reason)));
        }
    }

    private void rollNow(Waiting request) {
        try {
            SegmentWriter current = writerForAppend();
            if (current.durable() > SegmentHeader.BYTES) {
                leaveSegment();
                writerForAppend();
            }
            long last = nextSequence - 1;
            complete(() -> request.done.complete(last));
        } catch (IOException | RuntimeException e) {
            fail(e);
            complete(() -> request.done.completeExceptionally(
                    new JournalException("journal " + directory + " could not begin a new segment: " + e, e)));
        }
    }

    /** Away from the commit thread: what users hang on the futures may block or append again. */
    private static void complete(Runnable completions) {
        Thread.startVirtualThread(completions);
    }

    private SegmentWriter writerForAppend() throws IOException {
        if (uncut != null) {
            uncut.cutBack();
            uncut.close();
            uncut = null;
        }
        if (writer != null && writer.durable() >= options.segmentBytes()) {
            leaveSegment();
        }
        if (writer == null) {
            writer = SegmentWriter.create(files, directory, options, nextSequence);
            progress.segmentCreated(writer.segment());
        }
        return writer;
    }

    private void fail(Throwable cause) {
        retryAtNanos = System.nanoTime() + options.retryAfter().toNanos();
        failure = cause;
        if (writer != null) {
            uncut = writer;
            writer = null;
        }
        if (uncut != null) {
            try {
                uncut.cutBack();
                uncut.close();
                uncut = null;
            } catch (IOException e) {
                cause.addSuppressed(e); // tried again before the next append
            }
        }
    }

    private void leaveSegment() {
        if (writer != null) {
            try {
                writer.close();
            } catch (IOException e) {
                failure = e; // all of it was synced; only the handle is in doubt
                retryAtNanos = System.nanoTime();
            }
            writer = null;
        }
    }

    /** Commits what waits, then stops. */
    void close() {
        gate.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            queue.put(new Waiting(STOP, new byte[0]));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalException("interrupted while closing journal " + directory, e);
        } finally {
            gate.writeLock().unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalException("interrupted while waiting for the last commit of journal " + directory, e);
        }
    }
}
