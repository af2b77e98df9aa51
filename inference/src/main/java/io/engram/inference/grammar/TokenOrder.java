package io.engram.inference.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;

/** The tokens of a vocabulary in the order of their bytes. Immutable. */
public final class TokenOrder {
    private final List<byte[]> sorted = new ArrayList<>();
    private final int[] ids;

    /**
     * Sorts a vocabulary.
     *
     * @param size
     *            number of ids
     * @param bytes
     *            what a token writes; nothing for tokens that no text has
     */
    public TokenOrder(int size, IntFunction<byte[]> bytes) {
        List<byte[]> all = new ArrayList<>();
        for (int id = 0; id < size; id++) {
            all.add(bytes.apply(id));
        }
        List<Integer> order = new ArrayList<>();
        for (int id = 0; id < size; id++) {
            if (all.get(id).length > 0) {
                order.add(id);
            }
        }
        order.sort(Comparator.comparing(all::get, Arrays::compareUnsigned));
        order.forEach(id -> sorted.add(all.get(id)));
        ids = order.stream().mapToInt(Integer::intValue).toArray();
    }

    int size() {
        return ids.length;
    }

    int id(int index) {
        return ids[index];
    }

    byte[] bytes(int index) {
        return sorted.get(index);
    }

    /** The end of the run of tokens that have the same byte at {@code depth} as {@code from}, all else before it equal. */
    int endOf(int from, int to, int depth) {
        byte b = sorted.get(from)[depth];
        int low = from + 1;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted.get(middle)[depth] == b) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
