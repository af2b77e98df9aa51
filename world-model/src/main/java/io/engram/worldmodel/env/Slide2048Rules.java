package io.engram.worldmodel.env;

import io.engram.worldmodel.Observation;
import java.util.random.RandomGenerator;

/**
 * The arithmetic of 2048 on a {@code long}: four bits per cell, cell = row * 4 + column, exponents of 2. Rows slide by table.
 */
public final class Slide2048Rules {
    /** [row of four exponents] The row after sliding towards its low end. */
    private static final char[] SLID = new char[1 << 16];
    /** [row of four exponents] What the merges of that slide pay. */
    private static final int[] PAID = new int[1 << 16];

    static {
        for (int row = 0; row < 1 << 16; row++) {
            fill(row);
        }
    }

    private Slide2048Rules() {
    }

    private static void fill(int row) {
        int[] out = new int[4];
        int filled = 0;
        boolean mergeable = false;
        int paid = 0;
        for (int i = 0; i < 4; i++) {
            int e = row >> (4 * i) & 15;
            if (e == 0) {
                continue;
            }
            if (mergeable && out[filled - 1] == e && e < 15) {
                out[filled - 1] = e + 1;
                paid += 1 << (e + 1);
                mergeable = false;
            } else {
                out[filled++] = e;
                mergeable = true;
            }
        }
        SLID[row] = (char) (out[0] | out[1] << 4 | out[2] << 8 | out[3] << 12);
        PAID[row] = paid;
    }

    /** The exponent on a cell; 0 is empty. */
    public static int exponent(long board, int cell) {
        return (int) (board >>> (4 * cell) & 15);
    }

    /** The board after a slide, before a tile appears; 0 up, 1 right, 2 down, 3 left. */
    public static long slide(long board, int action) {
        long turned = turn(board, action);
        long slid = 0;
        for (int r = 0; r < 4; r++) {
            slid |= (long) SLID[(int) (turned >>> (16 * r) & 0xFFFF)] << (16 * r);
        }
        return turn(slid, action);
    }

    /** What a slide pays. */
    public static int reward(long board, int action) {
        long turned = turn(board, action);
        int paid = 0;
        for (int r = 0; r < 4; r++) {
            paid += PAID[(int) (turned >>> (16 * r) & 0xFFFF)];
        }
        return paid;
    }

    /** Lays the board so that the slide goes to the low end of rows; its own inverse for every action. */
    private static long turn(long board, int action) {
        return switch (action) {
            case 0 -> transpose(board);
            case 1 -> mirror(board);
            case 2 -> antiTranspose(board);
            default -> board;
        };
    }

    private static long transpose(long b) {
        long out = 0;
        for (int i = 0; i < 16; i++) {
            out |= (b >>> (4 * i) & 15) << (4 * (i % 4 * 4 + i / 4));
        }
        return out;
    }

    /** Reflection at the other diagonal. */
    private static long antiTranspose(long b) {
        long out = 0;
        for (int i = 0; i < 16; i++) {
            out |= (b >>> (4 * i) & 15) << (4 * ((3 - i % 4) * 4 + 3 - i / 4));
        }
        return out;
    }

    /** Columns in reverse order. */
    private static long mirror(long b) {
        long out = 0;
        for (int i = 0; i < 16; i++) {
            out |= (b >>> (4 * i) & 15) << (4 * (i / 4 * 4 + 3 - i % 4));
        }
        return out;
    }

    /** The board that an observation shows. */
    public static long board(Observation seen) {
        if (!(seen instanceof Observation.GridObservation grid) || grid.cells().length != 16) {
            throw new IllegalArgumentException("observation: expected a grid of 4x4x1, received " + seen);
        }
        long board = 0;
        for (int i = 0; i < 16; i++) {
            int exponent = grid.cells()[i];
            if (exponent < 0 || exponent > 15) {
                throw new IllegalArgumentException("observation: expected exponents of 0..15, received " + exponent);
            }
            board |= (long) exponent << (4 * i);
        }
        return board;
    }

    static int emptyCells(long board) {
        int empty = 0;
        for (int i = 0; i < 16; i++) {
            empty += exponent(board, i) == 0 ? 1 : 0;
        }
        return empty;
    }

    /** The board with a tile of an exponent on a cell. */
    static long put(long board, int cell, int exponent) {
        return board | (long) exponent << (4 * cell);
    }

    /** Whether a board is another one with one new tile, a 2 or a 4. */
    public static boolean isSpawned(long before, long after) {
        long added = before ^ after;
        int cell = Long.numberOfTrailingZeros(added) / 4;
        if (added == 0 || exponent(before, cell) != 0) {
            return false;
        }
        int exponent = exponent(after, cell);
        return exponent <= 2 && put(before, cell, exponent) == after;
    }

    /** A 2 with probability 0.9, else a 4, on a random empty cell; a full board stays as it is. */
    public static long spawn(long board, RandomGenerator random) {
        int empty = emptyCells(board);
        if (empty == 0) {
            return board;
        }
        int skip = random.nextInt(empty);
        int cell = 0;
        while (exponent(board, cell) != 0 || skip-- > 0) {
            cell++;
        }
        return put(board, cell, random.nextInt(10) == 0 ? 2 : 1);
    }
}
