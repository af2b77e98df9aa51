package io.engram.worldmodel.env;

import java.util.Arrays;
import java.util.List;

/**
 * A warehouse of Sokoban with at most 64 cells, and its rules. Bit {@code y * width + x} of a mask is the cell in column x and
 * row y; moves are 0 up, 1 right, 2 down, 3 left. Immutable.
 *
 * @param width columns, walls included
 * @param height rows, walls included
 * @param walls cells that nothing can enter; the border is wall
 * @param targets cells where boxes belong, as many as boxes
 * @param boxes cells with a box at the start
 * @param player the cell of the player at the start
 */
public record SokobanLevel(int width, int height, long walls, long targets, long boxes, int player) {
    /** What a cell shows, by number: floor, wall, target, box, box on a target, player, player on a target. */
    static final String LETTERS = " #.$*@+";
    private static final int TARGET = 2;
    private static final int BOX = 3;
    private static final int PLAYER = 5;

    /** Checks that the level is closed and that its parts fit together. */
    public SokobanLevel {
        if (width < 3 || height < 3 || width * height > Long.SIZE) {
            throw new IllegalArgumentException(
                    "size: expected at least 3x3 and at most 64 cells, received " + width + "x" + height);
        }
        for (int cell = 0; cell < width * height; cell++) {
            boolean border = cell < width || cell >= width * (height - 1) || cell % width == 0
                    || cell % width == width - 1;
            if (border && (walls >>> cell & 1) == 0) {
                throw new IllegalArgumentException("border: expected a wall in row " + cell / width + ", column "
                        + cell % width + ", received none");
            }
        }
        if (targets == 0 || Long.bitCount(targets) != Long.bitCount(boxes)) {
            throw new IllegalArgumentException("boxes: expected one or more, as many as targets, received "
                    + Long.bitCount(boxes) + " boxes and " + Long.bitCount(targets) + " targets");
        }
        if (player < 0 || player >= width * height || ((walls | boxes) >>> player & 1) != 0
                || (walls & (targets | boxes)) != 0) {
            throw new IllegalArgumentException(
                    "cells: expected player, boxes and targets on floor, player and boxes apart");
        }
    }

    /**
     * A level from its usual text: {@code #} wall, {@code .} target, {@code $} box, {@code *} box on a target, {@code @} player,
     * {@code +} player on a target, space floor.
     *
     * @param rows of one length
     */
    public static SokobanLevel parse(List<String> rows) {
        int width = rows.isEmpty() ? 0 : rows.get(0).length();
        int[] cells = new int[width * rows.size()];
        for (int y = 0; y < rows.size(); y++) {
            if (rows.get(y).length() != width) {
                throw new IllegalArgumentException(
                        "row " + y + ": expected " + width + " cells, received '" + rows.get(y) + "'");
            }
            for (int x = 0; x < width; x++) {
                cells[y * width + x] = LETTERS.indexOf(rows.get(y).charAt(x));
            }
        }
        return of(width, rows.size(), cells);
    }

    /** A level from what its cells show, row after row. */
    static SokobanLevel of(int width, int height, int[] cells) {
        long walls = 0;
        long targets = 0;
        long boxes = 0;
        int player = -1;
        if (cells.length > Long.SIZE) {
            throw new IllegalArgumentException("size: expected at most 64 cells, received " + cells.length);
        }
        for (int cell = 0; cell < cells.length; cell++) {
            long bit = 1L << cell;
            switch (cells[cell]) {
                case 0 -> {
                    // floor
                }
                case 1 -> walls |= bit;
                case TARGET -> targets |= bit;
                case BOX -> boxes |= bit;
                case BOX + 1 -> {
                    boxes |= bit;
                    targets |= bit;
                }
                case PLAYER, PLAYER + 1 -> {
                    if (player >= 0) {
                        throw new IllegalArgumentException("player: expected one, received two");
                    }
                    player = cell;
                    targets |= cells[cell] == PLAYER ? 0 : bit;
                }
                default -> throw new IllegalArgumentException("cell in row " + cell / width + ", column "
                        + cell % width + ": expected one of '" + LETTERS + "', received none of them");
            }
        }
        return new SokobanLevel(width, height, walls, targets, boxes, player);
    }

    /** The cell before the player when it makes a move. */
    int ahead(int from, int move) {
        return switch (move) {
            case 0 -> from - width;
            case 1 -> from + 1;
            case 2 -> from + width;
            default -> from - 1;
        };
    }

    /** Whether a move changes something: the way is free, or a box can be pushed along. */
    boolean canMove(long boxesNow, int from, int move) {
        int next = ahead(from, move);
        if ((boxesNow >>> next & 1) == 0) {
            return (walls >>> next & 1) == 0;
        }
        return ((walls | boxesNow) >>> ahead(next, move) & 1) == 0;
    }

    /** The boxes after a possible move; the player is then on {@link #ahead}. */
    long pushed(long boxesNow, int from, int move) {
        int next = ahead(from, move);
        return (boxesNow >>> next & 1) == 0 ? boxesNow : boxesNow ^ 1L << next ^ 1L << ahead(next, move);
    }

    boolean isSolved(long boxesNow) {
        return boxesNow == targets;
    }

    /** A move costs 0.1; a box pays 1 on its way to a target and costs 1 on its way off; the last one pays 10 more. */
    double reward(long before, long after) {
        int placed = Long.bitCount(after & targets) - Long.bitCount(before & targets);
        return -0.1 + placed + (isSolved(after) ? 10 : 0);
    }

    /** What the cells show, row after row. */
    int[] cells(long boxesNow, int playerNow) {
        int[] cells = new int[width * height];
        Arrays.setAll(cells, cell -> {
            int target = (int) (targets >>> cell & 1);
            if ((walls >>> cell & 1) != 0) {
                return 1;
            }
            if (cell == playerNow) {
                return PLAYER + target;
            }
            return (boxesNow >>> cell & 1) != 0 ? BOX + target : target * TARGET;
        });
        return cells;
    }

    /** The level in its usual text, with boxes and player somewhere. */
    String draw(long boxesNow, int playerNow) {
        StringBuilder text = new StringBuilder();
        int[] cells = cells(boxesNow, playerNow);
        for (int cell = 0; cell < cells.length; cell++) {
            text.append(LETTERS.charAt(cells[cell])).append(cell % width == width - 1 ? "\n" : "");
        }
        return text.toString();
    }
}
