package io.engram.worldmodel.env;

import java.util.ArrayList;
import java.util.List;

/** A way to turn or mirror a board after which the game is the same. Immutable. */
public final class Symmetry {
    private final int[] cells;
    private final int[] moves;

    /**
     * Copies the arrays.
     *
     * @param cells [rows * columns] where each cell goes, row after row
     * @param moves [actions] where each move goes
     */
    Symmetry(int[] cells, int[] moves) {
        this.cells = cells.clone();
        this.moves = moves.clone();
    }

    /** Where a cell, counted row after row, goes. */
    public int cell(int cell) {
        return cells[cell];
    }

    /** Where a move goes. */
    public int move(int move) {
        return moves[move];
    }

    private static int[] straight(int n) {
        int[] same = new int[n];
        for (int i = 0; i < n; i++)
            same[i] = i;
        return same;
    }

    /** The board as it is. */
    static Symmetry none(BoardGame game) {
        return new Symmetry(straight(game.rows() * game.columns()), straight(game.actionCount()));
    }

    /** Left and right exchanged, in a game whose moves are columns. */
    static Symmetry mirroredColumns(BoardGame game) {
        int columns = game.columns();
        int[] cells = new int[game.rows() * columns];
        for (int i = 0; i < cells.length; i++)
            cells[i] = i / columns * columns + columns - 1 - i % columns;
        int[] moves = new int[columns];
        for (int i = 0; i < columns; i++)
            moves[i] = columns - 1 - i;
        return new Symmetry(cells, moves);
    }

    /** The eight turns and mirrorings of a square board whose moves, if any, are its cells. */
    public static List<Symmetry> ofSquare(int size) {
        List<Symmetry> all = new ArrayList<>();
        for (int kind = 0; kind < 8; kind++) {
            int[] cells = new int[size * size];
            for (int y = 0; y < size; y++) {
                for (int x = 0; x < size; x++) {
                    int toY = (kind & 1) == 0 ? y : size - 1 - y;
                    int toX = (kind & 2) == 0 ? x : size - 1 - x;
                    cells[y * size + x] = (kind & 4) == 0 ? toY * size + toX : toX * size + toY;
                }
            }
            all.add(new Symmetry(cells, cells));
        }
        return all;
    }
}
