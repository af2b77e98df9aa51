package io.engram.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.engram.memory.recall.RecallIndex;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Embeds texts after they were acknowledged, one at a time on a thread of low priority, and keeps query vectors.
 *
 * <p>Equal texts are embedded once, since the index names them by key. A text that the embedder refuses stays findable by
 * words and is tried again after the next open.
 */
final class EmbeddingWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddingWorker.class);
    private static final int CACHED_QUERIES = 1024;

    /** So many vectors go to the journal together, to share its syncs. */
    private static final int BATCH = 64;

    /** Makes a vector durable and adds it to the index. */
    interface Sink {
        /** Completes when that is done. */
        CompletableFuture<?> store(long key, float[] vector);
    }

    private final Embedder embedder;
    private final RecallIndex index;
    private final LongFunction<Optional<String>> textOf;
    private final Sink sink;
    private final Cache<String, float[]> queries = Caffeine.newBuilder().maximumSize(CACHED_QUERIES).build();
    private final Object wake = new Object();
    private final Thread thread;
    private boolean closed; // guarded by wake
    private long signals; // guarded by wake
    private int busy; // guarded by wake

    /** @param textOf the text to embed of the document with an id; empty if it is gone */
    EmbeddingWorker(String agentId, Embedder embedder, RecallIndex index, LongFunction<Optional<String>> textOf,
            Sink sink) {
        this.embedder = embedder;
        this.index = index;
        this.textOf = textOf;
        this.sink = sink;
        this.thread = Thread.ofPlatform().daemon().name("engram-embed-" + agentId).priority(Thread.MIN_PRIORITY)
                .unstarted(this::run);
        thread.start();
    }

    /** There may be something to embed. */
    void signal() {
        synchronized (wake) {
            signals++;
            wake.notifyAll();
        }
    }

    /** The vector of a query, from the cache if it was asked before. */
    float[] query(String text) {
        return queries.get(text, t -> checked(embedder.embedQuery(t)));
    }

    /** Drops what was asked so far. */
    void forgetQueries() {
        queries.invalidateAll();
    }

    boolean knowsQuery(String text) {
        return queries.getIfPresent(text) != null;
    }

    private float[] checked(float[] vector) {
        if (vector.length != embedder.dimensions()) {
            throw new MemoryException("embedder " + embedder.id() + " must return " + embedder.dimensions()
                    + " dimensions, returned " + vector.length);
        }
        double square = 0;
        for (float value : vector) {
            square += (double) value * value;
        }
        if (!(Math.abs(square - 1) < 0.02)) {
            throw new MemoryException(
                    "embedder " + embedder.id() + " must return unit vectors, squared length was " + square);
        }
        return vector;
    }

    private void run() {
        while (awaitWork()) {
            List<RecallIndex.Pending> pending = index.pending(BATCH);
            while (!pending.isEmpty() && !isClosed()) {
                embed(pending);
                pending = index.pending(BATCH);
            }
            synchronized (wake) {
                busy = 0;
                wake.notifyAll();
            }
        }
    }

    private boolean awaitWork() {
        synchronized (wake) {
            while (signals == 0 && !closed) {
                try {
                    wake.wait();
                } catch (InterruptedException e) {
                    LOG.debug("the embedding worker ends by close only", e);
                }
            }
            signals = 0;
            busy = 1;
            return !closed;
        }
    }

    private boolean isClosed() {
        synchronized (wake) {
            return closed;
        }
    }

    private void embed(List<RecallIndex.Pending> batch) {
        Map<RecallIndex.Pending, CompletableFuture<?>> stored = new LinkedHashMap<>();
        for (RecallIndex.Pending pending : batch) {
            if (isClosed()) {
                break;
            }
            try {
                Optional<String> text = textOf.apply(pending.document());
                if (text.isEmpty()) {
                    index.giveUp(pending.key());
                } else {
                    stored.put(pending, sink.store(pending.key(), checked(embedder.embedDocument(text.get()))));
                }
            } catch (RuntimeException | Error e) { // a missing native library is an Error, and no reason to stop
                giveUp(pending, e);
            }
        }
        stored.forEach(this::settle);
    }

    private void settle(RecallIndex.Pending pending, CompletableFuture<?> stored) {
        try {
            stored.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof MemoryClosedException) {
                index.giveUp(pending.key());
            } else {
                giveUp(pending, e.getCause() == null ? e : e.getCause());
            }
        }
    }

    private void giveUp(RecallIndex.Pending pending, Throwable cause) {
        LOG.warn("record {} has no vector until the next open and is found by words only", pending.document(), cause);
        index.giveUp(pending.key());
    }

    /** Waits until nothing is pending. */
    void await() throws InterruptedException {
        synchronized (wake) {
            while (!closed && (signals > 0 || busy > 0)) {
                wake.wait();
            }
        }
    }

    @Override
    public void close() {
        synchronized (wake) {
            closed = true;
            wake.notifyAll();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MemoryException("interrupted while stopping the embedding worker", e);
        }
    }
}
