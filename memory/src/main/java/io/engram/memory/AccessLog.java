package io.engram.memory;

import io.engram.memory.change.Change;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers which records were recalled and journals them in batches, so that a recall does not wait for the disk. The last
 * few recalls before a crash may be lost; they are hints for retention, not memories. Thread-safe.
 */
final class AccessLog {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final int BATCH = 256;

    private final MemoryWriter writer;
    private final Clock clock;
    private final boolean kept;
    private List<Long> recalled = new ArrayList<>(); // guarded by this

    /** @param kept false: recalls leave no trace */
    AccessLog(MemoryWriter writer, Clock clock, boolean kept) {
        this.kept = kept;
        this.writer = writer;
        this.clock = clock;
    }

    void recalled(List<Long> ids) {
        if (!kept) {
            return;
        }
        boolean full;
        synchronized (this) {
            recalled.addAll(ids);
            full = recalled.size() >= BATCH;
        }
        if (full) {
            var written = write().exceptionally(AccessLog::lost);
            LOG.trace("journalling recalls: {}", written);
        }
    }

    private java.util.concurrent.CompletableFuture<Integer> write() {
        List<Long> batch;
        synchronized (this) {
            batch = recalled;
            recalled = new ArrayList<>();
        }
        List<Change> changes = batch.isEmpty() ? List.of() : List.of(new Change.Accessed(batch, clock.instant()));
        return writer.submit(false, () -> new MemoryWriter.Prepared<>(changes, batch::size));
    }

    /** Makes what was gathered durable, if the disk takes it. Blocks. */
    void flush() {
        if (kept) {
            write().exceptionally(AccessLog::lost).join();
        }
    }

    private static int lost(Throwable failure) {
        LOG.warn("recalls were not journalled; retention will not know of them", failure);
        return 0;
    }
}
