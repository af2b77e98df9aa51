package io.engram.memory.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The best k hits so far; equal scores by smaller id. */
final class BestHits {
    private static final Comparator<VectorIndex.Hit> BEST_FIRST = Comparator
            .comparingDouble((VectorIndex.Hit hit) -> -hit.score()).thenComparingLong(VectorIndex.Hit::id);
    private final int k;
    private final PriorityQueue<VectorIndex.Hit> worstFirst = new PriorityQueue<>(BEST_FIRST.reversed());
    /** What a score must reach to matter. */
    private float floor = Float.NEGATIVE_INFINITY;

    BestHits(int k) {
        this.k = k;
    }

    boolean wants(float score) {
        return score >= floor;
    }

    void add(long id, float score) {
        worstFirst.add(new VectorIndex.Hit(id, score));
        if (worstFirst.size() > k) {
            worstFirst.poll();
        }
        if (worstFirst.size() == k) {
            floor = worstFirst.element().score();
        }
    }

    int size() {
        return worstFirst.size();
    }

    List<VectorIndex.Hit> bestFirst() {
        List<VectorIndex.Hit> hits = new ArrayList<>(worstFirst);
        hits.sort(BEST_FIRST);
        return hits;
    }
}
