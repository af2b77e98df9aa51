package io.engram.worldmodel.env;

import io.engram.planner.Leaf;
import io.engram.planner.Transition;
import io.engram.worldmodel.Observation;
import java.util.Arrays;

/**
 * 2048 as an exact world to search: a slide leads to a chance node, whose outcome {@code cell * 2 + (exponent - 1)} puts the new
 * tile. The value of a board is told by the caller's function of it.
 */
public final class Slide2048World implements KnownWorld {
    /** Judges a board of {@link Slide2048#board}'s form. */
    @FunctionalInterface
    public interface Judge {
        /** Expected score from here on, when a slide is to be chosen. */
        float value(long board);

        /** Expected score from here on, when a tile is about to appear. */
        default float afterSlide(long board) {
            return value(board);
        }
    }

    private static final int OUTCOMES = 32;
    private final Judge judge;
    private long[] boards = new long[1];
    private boolean[] chance = new boolean[1];

    public Slide2048World(Judge judge) {
        this.judge = judge;
    }

    /** Puts a board into slot 0. */
    public Slide2048World at(long board) {
        boards[0] = board;
        chance[0] = false;
        return this;
    }

    @Override
    public void see(Observation seen) {
        at(Slide2048Rules.board(seen));
    }

    @Override
    public int actionCount() {
        return OUTCOMES;
    }

    @Override
    public void reserve(int slots) {
        if (slots > boards.length) {
            boards = Arrays.copyOf(boards, slots);
            chance = Arrays.copyOf(chance, slots);
        }
    }

    @Override
    public void evaluate(int slot, Leaf out) {
        long board = boards[slot];
        if (!chance[slot]) {
            out.value = judge.value(board);
            for (int a = 0; a < OUTCOMES; a++) {
                out.legal[a] = a < 4 && Slide2048Rules.slide(board, a) != board;
            }
            return;
        }
        out.chance = true;
        out.value = judge.afterSlide(board);
        float each = 1f / Slide2048Rules.emptyCells(board);
        for (int a = 0; a < OUTCOMES; a++) {
            out.legal[a] = Slide2048Rules.exponent(board, a / 2) == 0;
            out.prior[a] = out.legal[a] ? each * (a % 2 == 0 ? 0.9f : 0.1f) : 0f;
        }
    }

    @Override
    public void step(int from, int action, int to, Transition out) {
        long board = boards[from];
        if (!chance[from]) {
            out.reward = Slide2048Rules.reward(board, action);
            boards[to] = Slide2048Rules.slide(board, action);
            chance[to] = true;
            return;
        }
        long next = Slide2048Rules.put(board, action / 2, action % 2 + 1);
        boards[to] = next;
        chance[to] = false;
        boolean stuck = true;
        for (int a = 0; a < 4 && stuck; a++) {
            stuck = Slide2048Rules.slide(next, a) == next;
        }
        out.discount = stuck ? 0f : 1f;
    }

    @Override
    public boolean exact() {
        return true;
    }

    @Override
    public long key(int slot) {
        long key = boards[slot] * 2 + (chance[slot] ? 1 : 0);
        return key == 0 ? 1 : key ^ boards[slot] >>> 63;
    }

    @Override
    public String actionName(int action) {
        return action < 4 ? new String[]{"up", "right", "down", "left"}[action] : "tile " + action;
    }
}
