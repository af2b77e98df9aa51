package io.engram.worldmodel.env;

import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Space;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * 2048: slide all tiles up, right, down or left, equal ones merge and pay their sum; then a 2 (90 %) or a 4 appears on a random
 * empty cell. Moves that change nothing are illegal; the game ends when none is left. Seen are exponents, 0 for empty.
 */
public final class Slide2048 extends RuledEnvironment implements KnownRules {
    private long board;

    public Slide2048() {
        super(new EnvSpec("2048-v0", 0, List.of("up", "right", "down", "left"), 0, 2 * 131072.0));
    }

    /** The board, four bits per cell, cell 0 lowest. */
    public long board() {
        return board;
    }

    /** Highest tile on the board. */
    public int highestTile() {
        int most = 0;
        for (int i = 0; i < 16; i++) {
            most = Math.max(most, Slide2048Rules.exponent(board, i));
        }
        return most == 0 ? 0 : 1 << most;
    }

    /** Starts an episode in a given board instead of a drawn one. */
    void resetTo(long start) {
        start();
        board = start;
    }

    /** By the rules alone: a board is worth nothing but what its slides pay within the search. The discount is 1. */
    @Override
    public KnownWorld exactWorld(double discount) {
        return new Slide2048World(any -> 0f);
    }

    @Override
    public Space.Grid observationSpace() {
        return new Space.Grid(4, 4, 1, 15, -1, Optional.empty(), List.of());
    }

    @Override
    void begin(SplittableRandom source) {
        board = Slide2048Rules.spawn(Slide2048Rules.spawn(0L, source), source);
    }

    @Override
    double act(int action, SplittableRandom source) {
        int reward = Slide2048Rules.reward(board, action);
        board = Slide2048Rules.spawn(Slide2048Rules.slide(board, action), source);
        if (legal().isEmpty()) {
            end();
        }
        return reward;
    }

    @Override
    BitSet legal() {
        BitSet legal = new BitSet(4);
        for (int a = 0; a < 4; a++) {
            if (Slide2048Rules.slide(board, a) != board) {
                legal.set(a);
            }
        }
        return legal;
    }

    @Override
    Observation observe() {
        int[] cells = new int[16];
        for (int i = 0; i < 16; i++) {
            cells[i] = Slide2048Rules.exponent(board, i);
        }
        return new Observation.GridObservation(4, 4, 1, cells);
    }

    @Override
    public String render() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 16; i++) {
            int e = Slide2048Rules.exponent(board, i);
            String tile = e == 0 ? "." : Integer.toString(1 << e);
            text.append(" ".repeat(7 - tile.length())).append(tile).append(i % 4 == 3 ? "\n" : "");
        }
        return text.toString();
    }
}
