package io.engram.memory.consolidation;

/**
 * When it is worth asking a miner again: after each of the first {@value #EACH} episodes, then whenever their number has
 * grown by two hundredths. Depends on counts alone, so that a restart changes nothing.
 */
public final class Cadence {
    private static final int EACH = 50;

    private Cadence() {
    }

    /** Whether a question is due once the count has gone from {@code before} to {@code after}. */
    public static boolean due(int before, int after) {
        return grid(after) > grid(before);
    }

    private static long grid(int count) {
        return count <= EACH ? count : EACH + (long) Math.floor(EACH * Math.log((double) count / EACH));
    }
}
