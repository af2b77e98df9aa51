package io.engram.planner.testing;

import io.engram.planner.Leaf;
import io.engram.planner.Transition;
import io.engram.planner.World;
import java.util.Arrays;

/** Noughts and crosses; exact, no knowledge beyond the rules. A state is the mover's stones in bits 0..8 and the other's in 9..17. */
public final class TicTacToe implements World {
    private static final int[] LINES = {7, 56, 448, 73, 146, 292, 273, 84};
    private int[] boards = new int[1];

    /** Puts a position into slot 0: 9 characters of '.', 'x' (the mover) and 'o', row by row. */
    public TicTacToe position(String stones) {
        boards[0] = parse(stones);
        return this;
    }

    /** A position as bits. */
    public static int parse(String stones) {
        int board = 0;
        for (int i = 0; i < 9; i++) {
            board |= stones.charAt(i) == 'x' ? 1 << i : stones.charAt(i) == 'o' ? 1 << (i + 9) : 0;
        }
        return board;
    }

    /** The board after the mover plays, seen by the other player. */
    public static int play(int board, int action) {
        int mine = (board & 511) | 1 << action;
        return (board >> 9) | mine << 9;
    }

    /** Whether the player who moved last has three in a row. */
    public static boolean lastMoverWon(int board) {
        int other = board >> 9;
        return Arrays.stream(LINES).anyMatch(line -> (other & line) == line);
    }

    /** Whether all cells are taken. */
    public static boolean full(int board) {
        return ((board & 511) | board >> 9) == 511;
    }

    /** The exact value for the player to move: -1, 0 or 1. */
    public static int minimax(int board) {
        if (lastMoverWon(board)) {
            return -1;
        }
        int best = full(board) ? 0 : -2;
        for (int a = 0; a < 9; a++) {
            if (((board | board >> 9) >> a & 1) == 0) {
                best = Math.max(best, -minimax(play(board, a)));
            }
        }
        return best;
    }

    /** Puts a position as bits into slot 0. */
    public TicTacToe board(int board) {
        boards[0] = board;
        return this;
    }

    @Override
    public int actionCount() {
        return 9;
    }

    @Override
    public void reserve(int slots) {
        boards = Arrays.copyOf(boards, Math.max(slots, boards.length));
    }

    @Override
    public void evaluate(int slot, Leaf out) {
        int taken = boards[slot] | boards[slot] >> 9;
        for (int a = 0; a < 9; a++) {
            out.legal[a] = (taken >> a & 1) == 0;
        }
    }

    @Override
    public void step(int from, int action, int to, Transition out) {
        boards[to] = play(boards[from], action);
        boolean won = lastMoverWon(boards[to]);
        out.reward = won ? 1 : 0;
        out.discount = won || full(boards[to]) ? 0 : 1;
        out.turnPasses = true;
    }

    @Override
    public boolean exact() {
        return true;
    }

    @Override
    public long key(int slot) {
        return boards[slot] + 1L;
    }
}
