package io.engram.memory.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The best k hits so far; equal scores by smaller id. A heap in two arrays, worst on top. */
final class BestHits {
    private static final int LEAST_ROOM = 16;

    private final int k;
    private float[] scores;
    private long[] ids;
    private int size;

    BestHits(int k) {
        this.k = k;
        this.scores = new float[Math.min(k, LEAST_ROOM)];
        this.ids = new long[scores.length];
    }

    /** Whether a hit of this score may still come in. */
    boolean wants(float score) {
        return size < k || score >= scores[0];
    }

    void add(long id, float score) {
        if (size < k) {
            if (size == scores.length) {
                scores = Arrays.copyOf(scores, (int) Math.min(k, 2L * size));
                ids = Arrays.copyOf(ids, scores.length);
            }
            rise(size++, id, score);
        } else if (isWorse(scores[0], ids[0], score, id)) {
            sink(id, score);
        }
    }

    private static boolean isWorse(float score, long id, float than, long thanId) {
        return score < than || (score == than && id > thanId);
    }

    private void rise(int from, long id, float score) {
        int at = from;
        while (at > 0 && isWorse(score, id, scores[(at - 1) >>> 1], ids[(at - 1) >>> 1])) {
            set(at, (at - 1) >>> 1);
            at = (at - 1) >>> 1;
        }
        scores[at] = score;
        ids[at] = id;
    }

    /** Puts a hit in the place of the worst. */
    private void sink(long id, float score) {
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && isWorse(scores[child + 1], ids[child + 1], scores[child], ids[child])) {
                child++;
            }
            if (!isWorse(scores[child], ids[child], score, id)) {
                break;
            }
            set(at, child);
            at = child;
        }
        scores[at] = score;
        ids[at] = id;
    }

    private void set(int at, int from) {
        scores[at] = scores[from];
        ids[at] = ids[from];
    }

    int size() {
        return size;
    }

    /** All of them; this is empty afterwards. */
    List<VectorIndex.Hit> bestFirst() {
        List<VectorIndex.Hit> hits = new ArrayList<>(size);
        while (size > 0) {
            hits.add(new VectorIndex.Hit(ids[0], scores[0]));
            size--;
            sink(ids[size], scores[size]);
        }
        return hits.reversed();
    }
}
