package io.engram.worldmodel.env;

import java.util.BitSet;
import java.util.List;

/**
 * A two-player game of placing stones, as bit arithmetic: a position is the stones of the player who moves and those of the
 * other. Immutable.
 */
public interface BoardGame {
    /** Versioned name. */
    String id();

    int rows();

    int columns();

    int actionCount();

    /** Whether the player to move may play here. */
    boolean isLegal(long mine, long theirs, int action);

    /** The mover's stones after a legal move. */
    long place(long mine, long theirs, int action);

    /** Whether these stones of one player have won. */
    boolean hasWon(long stones);

    /** Whether no move is left. */
    boolean isFull(long mine, long theirs);

    /** Which bit stands for a cell, row 0 on top. */
    int bit(int row, int column);

    /** The legal moves as a set. */
    default BitSet legal(long mine, long theirs) {
        BitSet legal = new BitSet(actionCount());
        for (int a = 0; a < actionCount(); a++) {
            if (isLegal(mine, theirs, a)) {
                legal.set(a);
            }
        }
        return legal;
    }

    /** Ways to turn or mirror the board after which the game is the same, the board as it is first. */
    default List<Symmetry> symmetries() {
        return List.of(Symmetry.none(this));
    }

    /** The position as text: x for the player to move, o for the other. */
    default String draw(long mine, long theirs) {
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < rows(); row++) {
            for (int column = 0; column < columns(); column++) {
                int bit = bit(row, column);
                text.append((mine >>> bit & 1) != 0 ? 'x' : (theirs >>> bit & 1) != 0 ? 'o' : '.');
            }
            text.append('\n');
        }
        return text.toString();
    }
}
