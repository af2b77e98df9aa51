package io.engram.memory.recall;

import java.util.function.IntToDoubleFunction;

/**
 * Gives out items best first, ties by smaller id, and works out the exact score of those only whose bound says that they may
 * be next: a heap in which items stand by their bound until they come to the top, and by their score from then on. The order is
 * that of a full sort by score. Not thread-safe.
 */
final class BestFirst {
    private final double[] keys;
    private final long[] ids;
    private final boolean[] exact;
    private final int[] heap;
    private final IntToDoubleFunction score;
    private int size;

    /**
     * @param bounds [items] not below the score; kept and changed
     * @param ids [items]
     * @param score the exact score of an item, asked for at most once
     */
    BestFirst(double[] bounds, long[] ids, IntToDoubleFunction score) {
        this.keys = bounds;
        this.ids = ids;
        this.score = score;
        this.exact = new boolean[bounds.length];
        this.heap = new int[bounds.length];
        for (int i = 0; i < heap.length; i++) {
            heap[i] = i;
        }
        this.size = heap.length;
        for (int at = size / 2 - 1; at >= 0; at--) {
            sink(at);
        }
    }

    /** The next best item; -1 if there is none left. */
    int next() {
        while (size > 0) {
            int top = heap[0];
            if (exact[top]) {
                heap[0] = heap[--size];
                sink(0);
                return top;
            }
            exact[top] = true;
            keys[top] = score.applyAsDouble(top);
            sink(0);
        }
        return -1;
    }

    /** The score of an item that was given out. */
    double score(int item) {
        return keys[item];
    }

    /** At the same key a bound comes first: what is behind it may have the smaller id. */
    private boolean before(int a, int b) {
        if (keys[a] != keys[b]) {
            return keys[a] > keys[b];
        }
        return exact[a] == exact[b] ? ids[a] < ids[b] : exact[b];
    }

    private void sink(int from) {
        if (from >= size) {
            return;
        }
        int item = heap[from];
        int at = from;
        int child = 2 * at + 1;
        while (child < size) {
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], item)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
            child = 2 * at + 1;
        }
        heap[at] = item;
    }
}
