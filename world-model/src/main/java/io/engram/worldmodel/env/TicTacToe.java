package io.engram.worldmodel.env;

import java.util.List;

/** Noughts and crosses: three in a row on 3x3. Bit = action = row * 3 + column. */
public final class TicTacToe implements BoardGame {
    private static final long[] LINES = {0b111, 0b111000, 0b111000000, 0b1001001, 0b10010010, 0b100100100, 0b100010001,
            0b1010100};

    @Override
    public String id() {
        return "TicTacToe-v0";
    }

    @Override
    public int rows() {
        return 3;
    }

    @Override
    public int columns() {
        return 3;
    }

    @Override
    public int actionCount() {
        return 9;
    }

    @Override
    public boolean isLegal(long mine, long theirs, int action) {
        return ((mine | theirs) >>> action & 1) == 0;
    }

    @Override
    public long place(long mine, long theirs, int action) {
        return mine | 1L << action;
    }

    @Override
    public boolean hasWon(long stones) {
        for (long line : LINES) {
            if ((stones & line) == line) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean isFull(long mine, long theirs) {
        return (mine | theirs) == 0b111111111;
    }

    @Override
    public int bit(int row, int column) {
        return row * 3 + column;
    }

    @Override
    public List<Symmetry> symmetries() {
        return Symmetry.ofSquare(3);
    }
}
