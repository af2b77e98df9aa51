package io.engram.memory.index;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** What one search needs besides the index; kept and used again by later ones. */
final class Scratch {
    final MemorySegment queryCodes;
    final byte[] bytes;
    final LongHeap candidates = new LongHeap();
    final LongHeap results = new LongHeap();
    final Visited visited = new Visited();

    Scratch(int dimensions) {
        bytes = new byte[dimensions];
        queryCodes = Arena.ofAuto().allocate(dimensions, 64);
    }

    /** A set of slots, one bit each: for 100,000 slots it stays in the first-level cache. */
    static final class Visited {
        private long[] words = new long[0];

        /** Empties the set and makes room for slots that may appear while the search runs. */
        void clear(int count) {
            int needed = (count >>> 6) + 64;
            if (words.length < needed) {
                words = new long[needed + (needed >>> 2)];
            } else {
                Arrays.fill(words, 0, Math.min(words.length, needed + (needed >>> 2)), 0);
            }
        }

        /** Whether the slot was not yet in the set. */
        boolean add(int slot) {
            int word = slot >>> 6;
            if (word >= words.length) {
                words = Arrays.copyOf(words, word + (word >>> 2) + 64);
            }
            long bit = 1L << slot;
            long before = words[word];
            words[word] = before | bit;
            return (before & bit) == 0;
        }
    }
}
