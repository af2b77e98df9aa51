package io.engram.worldmodel.grid;

import io.engram.worldmodel.Space;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers the distinct cells (id tuples over all channels) in the order in which they were first seen: kind 0 is "not
 * known", 1..254 are cells seen, 255 stands for everything after that.
 */
final class CellKinds {
    static final int UNKNOWN = 0;
    static final int MANY = 255;

    private final Space.Grid space;
    private final Map<Long, Integer> numbers = new HashMap<>();
    private final List<Long> tuples = new ArrayList<>();

    CellKinds(Space.Grid space) {
        this.space = space;
        tuples.add(-1L);
    }

    /** The kind of the tuple at {@code cells[offset .. offset + channels)}; {@link #UNKNOWN} when it is hidden. */
    int of(int[] cells, int offset) {
        if (cells[offset] == space.hiddenId())
            return UNKNOWN;
        long tuple = 0;
        for (int c = space.channels() - 1; c >= 0; c--)
            tuple = tuple << 8 | cells[offset + c];
        return number(tuple);
    }

    private int number(long tuple) {
        Integer known = numbers.get(tuple);
        if (known != null)
            return known;
        if (tuples.size() >= MANY)
            return MANY;
        int number = tuples.size();
        tuples.add(tuple);
        numbers.put(tuple, number);
        return number;
    }

    /** How many kinds were seen, "not known" included. */
    int size() {
        return tuples.size();
    }

    /** The tuples in the order of their kinds, without "not known". */
    long[] tuples() {
        return tuples.stream().skip(1).mapToLong(Long::longValue).toArray();
    }

    void restore(long[] saved) {
        for (long tuple : saved)
            number(tuple);
    }

    /** A name for people: ids, or their names where the space states them; the first channel comes last, as a noun. */
    String name(int kind) {
        if (kind == UNKNOWN)
            return "unknown";
        if (kind >= tuples.size())
            return "other";
        long tuple = tuples.get(kind);
        List<String> words = new ArrayList<>();
        for (int c = space.channels() - 1; c >= 0; c--) {
            int id = (int) (tuple >>> (8 * c)) & 255;
            if (c > 0 && id == 0)
                continue;
            List<List<String>> names = space.names();
            words.add(c < names.size() && id < names.get(c).size() ? names.get(c).get(id) : c + ":" + id);
        }
        return String.join(" ", words);
    }
}
