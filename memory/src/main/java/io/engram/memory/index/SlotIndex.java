package io.engram.memory.index;

import io.engram.memory.snapshot.SnapshotInput;
import io.engram.memory.snapshot.SnapshotOutput;
import io.engram.memory.snapshot.SnapshotPart;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index: vectors by slot, a graph over the first slots, an exact scan over the rest.
 *
 * <p>Adding only stores the vector, so it is fast and the vector is found at once. A background thread, running only while
 * there is work, takes slots into the graph one by one; a search asks the graph about those and scans the few behind it.
 * When more than 30 % of the slots are dead, the same thread builds a new generation from the living ones and swaps it in.
 *
 * <p>Locks: {@code changes} guards the slot table, the dead count and the swap. The background thread takes it only for
 * moments. Searches take none.
 */
final class SlotIndex implements VectorIndex {
    private static final Logger LOG = LoggerFactory.getLogger(SlotIndex.class);
    /** Fewer dead slots than this never cause a rebuild. */
    private static final int TOLERATED_DEAD = 512;
    /** One of so many vectors may wait outside the graph: they are scanned, and the builder need not come for each. */
    private static final int TOLERATED_BEHIND = 100;
    private static final int PROGRESS_EVERY = 4096;
    private static final int REST_AFTER_RESTORE_MILLIS = 3_000;
    /** Of so many probes, a filter that passes fewer than a tenth is answered by a scan of what it passes. */
    private static final int PROBES = 200;

    private final VectorIndexOptions options;
    private final ReentrantLock changes = new ReentrantLock();
    private final ConcurrentLinkedQueue<Scratch> idle = new ConcurrentLinkedQueue<>();
    private volatile Generation generation;
    /** Opened when the worker may begin: after a restore it first leaves the processor to what is being opened. */
    private volatile CountDownLatch mayWork = new CountDownLatch(0);
    /** While a new generation is built: the ids that changed since it began. Guarded by changes. */
    private @Nullable Set<Long> changed;
    private @Nullable Thread worker; // guarded by changes
    private volatile Runnable progress = () -> {
    };
    private volatile boolean closed;

    SlotIndex(VectorIndexOptions options) {
        this.options = options;
        this.generation = new Generation(options);
    }

    @Override
    public void add(long id, float[] unitVector) {
        checkUnit(unitVector);
        changes.lock();
        try {
            checkOpen();
            Generation now = generation;
            put(now, id, unitVector);
            noteChange(id);
            wakeWorker(now);
        } finally {
            changes.unlock();
        }
    }

    private static void put(Generation now, long id, float[] vector) {
        int slot = now.vectors.add(id, vector);
        int old = now.slots.get(id);
        now.slots.put(id, slot);
        if (old >= 0) {
            erase(now, old);
        }
    }

    private static void erase(Generation now, int slot) {
        now.vectors.erase(slot);
        now.builder.remove(slot);
        now.dead++;
    }

    @Override
    public boolean remove(long id) {
        changes.lock();
        try {
            checkOpen();
            Generation now = generation;
            int slot = now.slots.remove(id);
            if (slot < 0) {
                return false;
            }
            erase(now, slot);
            noteChange(id);
            wakeWorker(now);
            return true;
        } finally {
            changes.unlock();
        }
    }

    private void noteChange(long id) {
        if (changed != null) {
            changed.add(id);
        }
    }

    @Override
    public boolean contains(long id) {
        changes.lock();
        try {
            return generation.slots.get(id) >= 0;
        } finally {
            changes.unlock();
        }
    }

    @Override
    public int size() {
        changes.lock();
        try {
            return generation.slots.size();
        } finally {
            changes.unlock();
        }
    }

    @Override
    public int dimensions() {
        return options.dimensions();
    }

    @Override
    public List<Hit> search(float[] query, int k, LongPredicate filter) {
        return search(query, k, options.efSearch(), filter);
    }

    @Override
    public List<Hit> search(float[] query, int k, int efSearch, LongPredicate filter) {
        checkOpen();
        checkFinite(query);
        if (k < 1) {
            throw new IllegalArgumentException("k must be at least 1, got " + k);
        }
        Generation now = generation;
        int covered = now.graph.covered();
        int count = now.vectors.count();
        BestHits best = new BestHits(k);
        double passing = covered * 2L < count || covered < options.exactBelow()
                ? 0
                : shareThatPasses(now, filter, count);
        if (passing >= 0.1) {
            int ef = (int) Math.min(covered, Math.max(efSearch, k) / passing);
            searchGraph(now, query, Math.max(ef, k), covered, filter, k, best);
            scan(now, query, covered, count, filter, best);
            if (best.size() == k) {
                return best.bestFirst();
            }
            best = new BestHits(k); // too few pass near the query: exact after all
        }
        scan(now, query, 0, count, filter, best);
        return best.bestFirst();
    }

    /** Of a sample of the living; 1 without a filter. */
    private static double shareThatPasses(Generation now, LongPredicate filter, int count) {
        if (filter == ALL) {
            return 1;
        }
        int alive = 0;
        int passed = 0;
        int step = Math.max(1, count / PROBES);
        for (int slot = 0; slot < count; slot += step) {
            if (now.vectors.alive(slot)) {
                alive++;
                passed += filter.test(now.vectors.id(slot)) ? 1 : 0;
            }
        }
        return alive == 0 ? 0 : (double) passed / alive;
    }

    private void searchGraph(Generation now, float[] query, int ef, int covered, LongPredicate filter, int k,
            BestHits best) {
        Vectors vectors = now.vectors;
        Scratch scratch = idle.poll();
        if (scratch == null) {
            scratch = new Scratch(options.dimensions());
        }
        Vectors.encode(query, scratch.bytes, scratch.queryCodes, 0);
        boolean all = filter == ALL;
        now.graph.search(vectors, scratch, ef, covered,
                slot -> vectors.alive(slot) && (all || filter.test(vectors.id(slot))));
        LongHeap found = scratch.results;
        int rescored = Math.min(found.size(), 2 * k + 16); // the order by codes errs by a few places, not by this many
        while (found.size() > rescored) {
            found.pop();
        }
        while (found.size() > 0) {
            offer(vectors, LongHeap.slot(found.pop()), query, best);
        }
        idle.offer(scratch);
    }

    private static void offer(Vectors vectors, int slot, float[] query, BestHits best) {
        float score = vectors.score(slot, query);
        if (best.wants(score)) {
            long id = vectors.id(slot);
            Vectors.fence();
            if (vectors.alive(slot)) {
                best.add(id, score);
            }
        }
    }

    private static void scan(Generation now, float[] query, int from, int to, LongPredicate filter, BestHits best) {
        Vectors vectors = now.vectors;
        boolean all = filter == ALL;
        for (int slot = from; slot < to; slot++) {
            if (vectors.alive(slot) && (all || filter.test(vectors.id(slot)))) {
                offer(vectors, slot, query, best);
            }
        }
    }

    // Background work.

    private void wakeWorker(Generation now) {
        if (worker == null && hasWork(now)) {
            worker = Thread.ofPlatform().daemon().name("engram-vector-index").start(this::work);
        }
    }

    private boolean hasWork(Generation now) {
        int behind = now.vectors.count() - now.graph.covered();
        int tolerated = worker == null ? now.graph.covered() / TOLERATED_BEHIND : 0;
        return tooManyDead(now) || (behind > tolerated && now.slots.size() >= options.exactBelow());
    }

    private static boolean tooManyDead(Generation now) {
        return now.dead > Math.max(TOLERATED_DEAD, now.vectors.count() * 3L / 10);
    }

    private void work() {
        try {
            mayWork.await(REST_AFTER_RESTORE_MILLIS, TimeUnit.MILLISECONDS);
            Generation next = nextTask();
            while (next != null) {
                if (next.graph.covered() < next.vectors.count() && next.slots.size() >= options.exactBelow()) {
                    next.builder.add(next.graph.covered(), next.vectors.count() * 5 / 4);
                    if (next.graph.covered() % PROGRESS_EVERY == 0) {
                        progress.run();
                    }
                }
                next = nextTask();
            }
            if (!closed) {
                progress.run();
            }
        } catch (InterruptedException | RuntimeException | OutOfMemoryError e) {
            // Searches go on: what is not in the graph is scanned.
            LOG.error("vector index: building the graph stopped at {} of {} vectors", generation.graph.covered(),
                    generation.vectors.count(), e);
        }
    }

    /** The generation to work on, rebuilt before if need be; null, and the worker is over, where there is nothing to do. */
    private @Nullable Generation nextTask() {
        Generation now = generation;
        if (closed) {
            return null;
        }
        boolean rebuild;
        changes.lock();
        try {
            rebuild = tooManyDead(now);
            if (rebuild) {
                changed = new HashSet<>();
            } else if (!hasWork(now)) {
                now.builder.rest();
                worker = null;
                return null;
            }
        } finally {
            changes.unlock();
        }
        return rebuild ? rebuild(now) : now;
    }

    private Generation rebuild(Generation old) {
        long start = System.nanoTime();
        int count = old.vectors.count();
        Generation next = new Generation(options);
        for (int slot = 0; slot < count && !closed; slot++) {
            float[] vector = old.vectors.copy(slot);
            long id = old.vectors.id(slot);
            Vectors.fence();
            if (old.vectors.alive(slot)) {
                next.slots.put(id, next.vectors.add(id, vector));
            }
        }
        boolean graph = next.slots.size() >= options.exactBelow();
        for (int slot = 0; graph && slot < next.vectors.count() && !closed; slot++) {
            next.builder.add(slot, count);
        }
        changes.lock();
        try {
            Set<Long> late = changed == null ? Set.of() : changed;
            for (long id : late) {
                int copied = next.slots.remove(id);
                if (copied >= 0) {
                    erase(next, copied);
                }
                int current = old.slots.get(id);
                if (current >= 0) {
                    put(next, id, old.vectors.copy(current));
                }
            }
            changed = null;
            if (!closed) {
                generation = next;
            }
        } finally {
            changes.unlock();
        }
        LOG.debug("vector index: {} living of {} slots copied in {} ms", next.vectors.count(), count,
                (System.nanoTime() - start) / 1_000_000);
        return next;
    }

    @Override
    public SnapshotPart snapshotPart() {
        return new SnapshotPart() {
            @Override
            public String section() {
                return "vectors";
            }

            @Override
            public int version() {
                return GenerationCodec.VERSION;
            }

            /** Not fixed: what is written may hold later changes than asked for, all durable, which do no harm. */
            @Override
            public Frozen freeze() {
                return SlotIndex.this::write;
            }

            @Override
            public void restore(SnapshotInput in) {
                Generation restored = new Generation(options);
                GenerationCodec.read(in, restored);
                changes.lock();
                try {
                    generation = restored;
                    mayWork = new CountDownLatch(1);
                    wakeWorker(restored);
                } finally {
                    changes.unlock();
                }
            }
        };
    }

    private void write(SnapshotOutput out) throws IOException {
        Generation now = generation;
        GenerationCodec.write(out, now);
        if (generation != now) {
            throw new IOException("the vector index was rebuilt while its snapshot was written");
        }
    }

    @Override
    public int inGraph() {
        return generation.graph.covered();
    }

    @Override
    public void onProgress(Runnable listener) {
        progress = listener;
    }

    /** Slots in use, dead ones included. */
    int slotCount() {
        return generation.vectors.count();
    }

    @Override
    public void awaitIdle() throws InterruptedException {
        mayWork.countDown();
        while (true) {
            Thread running;
            changes.lock();
            try {
                running = worker;
            } finally {
                changes.unlock();
            }
            if (running == null) {
                return;
            }
            running.join(10);
            checkOpen();
            if (!running.isAlive() && running == worker) {
                throw new IllegalStateException("the worker of the vector index has died");
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        mayWork.countDown();
        Thread running;
        changes.lock();
        try {
            running = worker;
        } finally {
            changes.unlock();
        }
        if (running != null) {
            try {
                running.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // it sees closed and ends by itself
            }
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("vector index is closed");
        }
    }

    private void checkFinite(float[] vector) {
        if (vector.length != options.dimensions()) {
            throw new IllegalArgumentException(
                    "vector must have " + options.dimensions() + " elements, got " + vector.length);
        }
        for (int i = 0; i < vector.length; i++) {
            if (!Float.isFinite(vector[i])) {
                throw new IllegalArgumentException("vector must be finite, got " + vector[i] + " at index " + i);
            }
        }
    }

    private void checkUnit(float[] vector) {
        checkFinite(vector);
        double square = 0;
        for (float x : vector) {
            square += (double) x * x;
        }
        if (Math.abs(square - 1) > 0.02) {
            throw new IllegalArgumentException("vector must be of length 1 within 1 %, got " + Math.sqrt(square));
        }
    }
}
