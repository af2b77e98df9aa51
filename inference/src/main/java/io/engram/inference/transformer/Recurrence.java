package io.engram.inference.transformer;

import io.engram.tensor.kernel.Workers;

/**
 * The memory of a recurrence, {@code [rows][width]}, whose rows know nothing of each other: every row goes through all
 * positions by itself, so that rows can be shared out over the threads and stay in the cache meanwhile. The result does not
 * depend on how they are.
 */
final class Recurrence {
    /** Memory of a chunk of work, in bytes, where one position goes through it. */
    private static final int CHUNK_BYTES = 64 << 10;
    private static final int LEAST_ROWS = 8;

    private Recurrence() {
    }

    /** One row and one position. */
    @FunctionalInterface
    interface Step {
        /** Overwrites the row, which starts at {@code memory[at]}, and returns what it gives for position t. */
        float take(int row, int t, float[] memory, int at);
    }

    /** Takes {@code tokens} positions: the output of row r at position t goes to {@code y[yo + t * yStride + r]}. */
    static void run(Compute compute, float[] memory, int rows, int width, int tokens, float[] y, int yo, int yStride,
            Step step) {
        if (compute.threads() == 1) {
            for (int r = 0; r < rows; r++) {
                for (int t = 0; t < tokens; t++) {
                    y[yo + t * yStride + r] = step.take(r, t, memory, r * width);
                }
            }
            return;
        }
        int floats = width + tokens;
        int grain = Math.max(LEAST_ROWS, CHUNK_BYTES / (Float.BYTES * width * tokens));
        compute.once(rows, grain, floats, (long) width * tokens, new Workers.StateTask() {
            @Override
            public void compute(int from, int to, float[] out) {
                for (int r = from; r < to; r++) {
                    int at = (r - from) * floats;
                    System.arraycopy(memory, r * width, out, at, width);
                    for (int t = 0; t < tokens; t++) {
                        out[at + width + t] = step.take(r, t, out, at);
                    }
                }
            }

            @Override
            public void commit(int from, int to, float[] out) {
                for (int r = from; r < to; r++) {
                    int at = (r - from) * floats;
                    System.arraycopy(out, at, memory, r * width, width);
                    for (int t = 0; t < tokens; t++) {
                        y[yo + t * yStride + r] = out[at + width + t];
                    }
                }
            }
        });
    }
}
