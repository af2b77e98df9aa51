package io.engram.worldmodel.ntuple;

import java.util.List;

/**
 * Settings of a {@link TupleModel}.
 *
 * @param tuples cells (row * 4 + column) of each tuple; a tuple of n cells costs 4 * 16^n bytes
 * @param rate share of an error that one update takes away
 */
public record TupleOptions(List<List<Integer>> tuples, double rate) {
    private static final int CELLS = 16;
    /** 16^6 entries are 64 MiB. */
    private static final int LONGEST = 6;

    public TupleOptions {
        tuples = tuples.stream().map(List::copyOf).toList();
        if (tuples.isEmpty())
            throw new IllegalArgumentException("tuples: expected at least one, received none");
        for (List<Integer> tuple : tuples)
            if (tuple.isEmpty() || tuple.size() > LONGEST || tuple.stream().distinct().count() != tuple.size()
                    || tuple.stream().anyMatch(cell -> cell < 0 || cell >= CELLS))
                throw new IllegalArgumentException("tuples: expected 1.." + LONGEST + " different cells of 0.."
                        + (CELLS - 1) + ", received " + tuple);
        if (!(rate > 0 && rate <= 1))
            throw new IllegalArgumentException("rate: expected above 0 and at most 1, received " + rate);
    }

    /** Lines and squares of four cells, 1.3 MB: quick to learn, for trying out. */
    public static TupleOptions small() {
        return new TupleOptions(List.of(List.of(0, 1, 2, 3), List.of(4, 5, 6, 7), List.of(0, 1, 4, 5),
                List.of(1, 2, 5, 6), List.of(5, 6, 9, 10)), 0.1);
    }

    /** Two rectangles of six cells and two lines of four, 135 MB. */
    public static TupleOptions medium() {
        return new TupleOptions(List.of(List.of(0, 1, 2, 4, 5, 6), List.of(4, 5, 6, 8, 9, 10),
                List.of(0, 1, 2, 3), List.of(4, 5, 6, 7)), 0.1);
    }
}
