package io.engram.memory.index;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The neighbours of every slot in plain arrays, and the search over them: a greedy walk down the upper levels, then
 * best-first on level 0 with {@code ef} candidates (algorithms 2 and 5 of arXiv 1603.09320).
 *
 * <p>One writer copies in what the library has built, see {@link GraphBuilder}. Readers take no lock: every number they can
 * meet is a slot that exists, and a list that is changed under them costs a step at worst, not a wrong answer.
 */
final class Graph {
    private final int maxConnections;
    private final int baseStride;
    private final int upperStride;
    /** [chunk][slot in chunk * baseStride]: count, then up to 2 M slots. */
    private volatile int[][] base = new int[0][];
    /** [chunk][slot in chunk]: null on level 0 only, else per level from 1 a count and up to M slots. */
    private volatile int[][][] upper = new int[0][][];
    /** [chunk][slot in chunk]: 0 for a slot that is not in the graph, else 1 and its highest level. */
    private volatile byte[][] levels = new byte[0][];
    /** Level of the entry point in the upper half, its slot in the lower; -1 while empty. */
    private volatile long entry = -1;
    /** Slots below this are in the graph, unless they were dead when their turn came. */
    private volatile int covered;

    Graph(int maxConnections) {
        this.maxConnections = maxConnections;
        this.baseStride = 2 * maxConnections + 1;
        this.upperStride = maxConnections + 1;
    }

    int covered() {
        return covered;
    }

    int maxConnections() {
        return maxConnections;
    }

    // Writer only, down to the search.

    /** Makes room for the slot on levels 0 to {@code level}. */
    void reserve(int slot, int level) {
        int chunk = slot >>> Vectors.SHIFT;
        while (chunk >= base.length) {
            int[][] moreBase = Arrays.copyOf(base, base.length + 1);
            moreBase[base.length] = new int[baseStride << Vectors.SHIFT];
            int[][][] moreUpper = Arrays.copyOf(upper, upper.length + 1);
            moreUpper[upper.length] = new int[Vectors.PER_CHUNK][];
            byte[][] moreLevels = Arrays.copyOf(levels, levels.length + 1);
            moreLevels[levels.length] = new byte[Vectors.PER_CHUNK];
            levels = moreLevels;
            upper = moreUpper;
            base = moreBase;
        }
        if (level > 0) {
            upper[chunk][slot & Vectors.MASK] = new int[level * upperStride];
        }
        levels[chunk][slot & Vectors.MASK] = (byte) (level + 1);
    }

    /** The highest level of a slot; -1 where it is not in the graph. */
    int level(int slot) {
        int chunk = slot >>> Vectors.SHIFT;
        return chunk < levels.length ? levels[chunk][slot & Vectors.MASK] - 1 : -1;
    }

    /** Where searches start; -1 while the graph is empty. */
    int entrySlot() {
        return entry < 0 ? -1 : (int) entry;
    }

    /** Copies one list out; how many there are. */
    int neighbors(int slot, int level, int[] into) {
        int[] list = level == 0
                ? base[slot >>> Vectors.SHIFT]
                : upper[slot >>> Vectors.SHIFT][slot & Vectors.MASK];
        int at = level == 0 ? (slot & Vectors.MASK) * baseStride : (level - 1) * upperStride;
        int count = list[at];
        System.arraycopy(list, at + 1, into, 0, count);
        return count;
    }

    /** Sets one list; longer ones are cut, which the library does not produce. */
    void setNeighbors(int slot, int level, int[] neighbors, int count) {
        int limit = Math.min(count, level == 0 ? 2 * maxConnections : maxConnections);
        int[] list = level == 0
                ? base[slot >>> Vectors.SHIFT]
                : upper[slot >>> Vectors.SHIFT][slot & Vectors.MASK];
        int at = level == 0 ? (slot & Vectors.MASK) * baseStride : (level - 1) * upperStride;
        System.arraycopy(neighbors, 0, list, at + 1, limit);
        list[at] = limit;
    }

    /** Lets searches see slots up to {@code end}, and start at this slot if its level is the highest so far. */
    void publish(int slot, int level, int end) {
        if (entry < 0 || level > (int) (entry >>> 32)) {
            entry = ((long) level << 32) | slot;
        }
        covered = end;
    }

    void skip(int end) {
        covered = end;
    }

    // The search.

    /**
     * Leaves up to {@code ef} accepted slots in {@code scratch.results}, worst on top. Slots from {@code end} on are walked
     * over but not returned.
     */
    void search(Vectors vectors, Scratch scratch, int ef, int end, IntPredicate accept) {
        LongHeap results = scratch.results;
        LongHeap candidates = scratch.candidates;
        results.clear();
        candidates.clear();
        long start = entry;
        if (start < 0) {
            return;
        }
        scratch.visited.clear(vectors.count());
        int current = descend(vectors, scratch, (int) start, (int) (start >>> 32));
        long packed = LongHeap.pack(vectors.codeScore(current, scratch.queryCodes), current);
        scratch.visited.add(current);
        candidates.push(~packed);
        if (current < end && accept.test(current)) {
            results.push(packed);
        }
        while (candidates.size() > 0) {
            long candidate = ~candidates.pop();
            boolean full = results.size() >= ef;
            if (full && candidate < results.top()) {
                return;
            }
            expand(vectors, scratch, LongHeap.slot(candidate), ef, end, accept);
        }
    }

    private void expand(Vectors vectors, Scratch scratch, int slot, int ef, int end, IntPredicate accept) {
        int[] list = base[slot >>> Vectors.SHIFT];
        int at = (slot & Vectors.MASK) * baseStride;
        int count = list[at];
        LongHeap results = scratch.results;
        for (int i = at + 1; i <= at + count; i++) {
            int neighbor = list[i];
            if (!scratch.visited.add(neighbor)) {
                continue;
            }
            long packed = LongHeap.pack(vectors.codeScore(neighbor, scratch.queryCodes), neighbor);
            if (results.size() < ef) {
                scratch.candidates.push(~packed);
                if (neighbor < end && accept.test(neighbor)) {
                    results.push(packed);
                }
            } else if (packed > results.top()) {
                scratch.candidates.push(~packed);
                if (neighbor < end && accept.test(neighbor)) {
                    results.replaceTop(packed);
                }
            }
        }
    }

    private int descend(Vectors vectors, Scratch scratch, int from, int levels) {
        int current = from;
        float best = vectors.codeScore(current, scratch.queryCodes);
        for (int level = levels; level > 0; level--) {
            boolean moved = true;
            while (moved) {
                moved = false;
                int[] list = upper[current >>> Vectors.SHIFT][current & Vectors.MASK];
                int at = (level - 1) * upperStride;
                for (int i = at + 1, end = at + list[at]; i <= end; i++) {
                    float score = vectors.codeScore(list[i], scratch.queryCodes);
                    if (score > best) {
                        best = score;
                        current = list[i];
                        moved = true;
                    }
                }
            }
        }
        return current;
    }
}
