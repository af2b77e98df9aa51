package io.engram.worldmodel.env;

import java.util.List;

/**
 * Connect Four on 7 columns and 6 rows. Each column has 7 bits, the lowest at the bottom and the top one always empty, so that
 * four in a row in any direction is three shifts and a test for zero (Tromp's bitboard).
 */
public final class Connect4 implements BoardGame {
    private static final int HEIGHT = 7;
    private static final long BOTTOM = ((1L << (7 * HEIGHT)) - 1) / ((1L << HEIGHT) - 1);
    private static final long FULL = BOTTOM * 0b111111;

    @Override
    public String id() {
        return "Connect4-v0";
    }

    @Override
    public int rows() {
        return 6;
    }

    @Override
    public int columns() {
        return 7;
    }

    @Override
    public int actionCount() {
        return 7;
    }

    @Override
    public boolean isLegal(long mine, long theirs, int action) {
        return ((mine | theirs) & 1L << (action * HEIGHT + 5)) == 0;
    }

    @Override
    public long place(long mine, long theirs, int action) {
        long column = 0b111111L << (action * HEIGHT);
        long taken = mine | theirs;
        return mine | (((taken + (1L << (action * HEIGHT))) & column) & ~taken);
    }

    @Override
    public boolean hasWon(long stones) {
        long down = stones & stones >>> 1;
        long across = stones & stones >>> HEIGHT;
        long rise = stones & stones >>> (HEIGHT + 1);
        long fall = stones & stones >>> (HEIGHT - 1);
        return ((down & down >>> 2) | (across & across >>> (2 * HEIGHT)) | (rise & rise >>> (2 * (HEIGHT + 1)))
                | (fall & fall >>> (2 * (HEIGHT - 1)))) != 0;
    }

    @Override
    public boolean isFull(long mine, long theirs) {
        return (mine | theirs) == FULL;
    }

    @Override
    public int bit(int row, int column) {
        return column * HEIGHT + 5 - row;
    }

    @Override
    public List<Symmetry> symmetries() {
        return List.of(Symmetry.none(this), Symmetry.mirroredColumns(this));
    }
}
