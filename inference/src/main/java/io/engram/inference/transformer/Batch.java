package io.engram.inference.transformer;

import java.util.ArrayList;
import java.util.List;

/**
 * Tokens computed together: one or more runs of consecutive positions, each of its own sequence.
 *
 * <p>Valid for one forward pass; owned by the calling thread.
 */
final class Batch {
    /**
     * A run of one sequence.
     *
     * @param sequence
     *            whose state it reads and extends
     * @param row
     *            its first row in the batch
     * @param rows
     *            number of tokens
     * @param position
     *            position of the first token
     */
    record Run(SequenceState sequence, int row, int rows, int position) {
    }

    private final Compute compute;
    private final Scratch scratch;
    private final List<Run> runs = new ArrayList<>();
    private int rows;

    Batch(Compute compute, Scratch scratch) {
        this.compute = compute;
        this.scratch = scratch;
    }

    /** Adds {@code count} tokens at the end of a sequence. */
    void add(SequenceState sequence, int count) {
        runs.add(new Run(sequence, rows, count, sequence.position()));
        rows += count;
    }

    Compute compute() {
        return compute;
    }

    List<Run> runs() {
        return runs;
    }

    /** T. */
    int rows() {
        return rows;
    }

    float[] floats(Scratch.Slot slot, long n) {
        return scratch.floats(slot, n);
    }
}
