package io.engram.inference.tokenizer;

import java.util.Arrays;

/**
 * The symbols of one word as a doubly linked list over arrays, with a binary heap of the pairs that may join. Joining the
 * best pair until none is left takes O(n log n). One instance serves one word at a time.
 *
 * <p>A heap entry is a priority (smaller joins first) and the position of the pair's left symbol; entries whose pair has
 * changed since are recognised by asking the rule again and dropped.
 */
final class SymbolChain {
    private static final int END = -1;

    /** Decides which pairs join. */
    interface Rule {
        /** Priority in [0, 2^31) of joining two symbols, smaller first, or -1 if they do not join. */
        int priority(int left, int right);

        /** The symbol that the two become. */
        int join(int left, int right);
    }

    private int[] symbols = new int[32];
    private int[] next = new int[32];
    private int[] previous = new int[32];
    private long[] heap = new long[64];
    private int heapSize;
    private int size;

    /** Forgets the last word. */
    void clear() {
        size = 0;
        heapSize = 0;
    }

    /** Appends a symbol to the word. */
    void add(int symbol) {
        if (size == symbols.length) {
            symbols = Arrays.copyOf(symbols, size * 2);
            next = Arrays.copyOf(next, size * 2);
            previous = Arrays.copyOf(previous, size * 2);
        }
        symbols[size] = symbol;
        previous[size] = size - 1;
        next[size] = END;
        if (size > 0) {
            next[size - 1] = size;
        }
        size++;
    }

    /** Joins pairs, best first and leftmost among equals, until none joins; gives the symbols that remain. */
    void joinAll(Rule rule, IntList out) {
        for (int i = 0; i + 1 < size; i++) {
            offer(rule, i);
        }
        while (heapSize > 0) {
            long best = poll();
            int left = (int) best;
            int right = left >= 0 && symbols[left] >= 0 ? next[left] : END;
            if (right != END && rule.priority(symbols[left], symbols[right]) == (int) (best >>> 32)) {
                symbols[left] = rule.join(symbols[left], symbols[right]);
                symbols[right] = -1;
                next[left] = next[right];
                if (next[left] != END) {
                    previous[next[left]] = left;
                }
                offer(rule, previous[left]);
                offer(rule, left);
            }
        }
        for (int i = 0; i != END && i < size; i = next[i]) {
            out.add(symbols[i]);
        }
    }

    private void offer(Rule rule, int left) {
        if (left == END || next[left] == END) {
            return;
        }
        int priority = rule.priority(symbols[left], symbols[next[left]]);
        if (priority >= 0) {
            if (heapSize == heap.length) {
                heap = Arrays.copyOf(heap, heapSize * 2);
            }
            int i = heapSize++;
            long entry = (long) priority << 32 | left;
            while (i > 0 && heap[(i - 1) / 2] > entry) {
                heap[i] = heap[(i - 1) / 2];
                i = (i - 1) / 2;
            }
            heap[i] = entry;
        }
    }

    private long poll() {
        long top = heap[0];
        long entry = heap[--heapSize];
        int i = 0;
        for (int child = 1; child < heapSize; child = 2 * i + 1) {
            if (child + 1 < heapSize && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= entry) {
                break;
            }
            heap[i] = heap[child];
            i = child;
        }
        heap[i] = entry;
        return top;
    }
}
