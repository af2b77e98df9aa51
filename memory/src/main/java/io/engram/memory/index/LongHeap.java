package io.engram.memory.index;

import java.util.Arrays;

/**
 * A binary heap of longs with the least on top. Scored slots go in as {@link #pack}ed longs, so that the search allocates
 * nothing per candidate; for the greatest on top, push complements.
 */
final class LongHeap {
    private long[] heap = new long[256];
    private int size;

    /** A long that orders as the score does, then by slot. The score must not be NaN. */
    static long pack(float score, int slot) {
        int bits = Float.floatToRawIntBits(score);
        int ordered = bits >= 0 ? bits : bits ^ 0x7fffffff;
        return ((long) ordered << 32) | (slot & 0xffffffffL);
    }

    static int slot(long packed) {
        return (int) packed;
    }

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    long top() {
        return heap[0];
    }

    void push(long value) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        int at = size++;
        while (at > 0 && heap[(at - 1) >>> 1] > value) {
            heap[at] = heap[(at - 1) >>> 1];
            at = (at - 1) >>> 1;
        }
        heap[at] = value;
    }

    long pop() {
        long top = heap[0];
        long last = heap[--size];
        sink(last);
        return top;
    }

    /** Pop and push in one step. */
    void replaceTop(long value) {
        sink(value);
    }

    private void sink(long value) {
        int at = 0;
        int child = 1;
        while (child < size) {
            if (child + 1 < size && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= value) {
                break;
            }
            heap[at] = heap[child];
            at = child;
            child = 2 * at + 1;
        }
        heap[at] = value;
    }
}
