package io.engram.worldmodel.env;

import io.engram.planner.Leaf;
import io.engram.planner.Transition;
import io.engram.worldmodel.Observation;
import java.util.Arrays;
import java.util.List;

/** Sokoban as an exact world to search; leaves are worth 0. */
public final class SokobanWorld implements KnownWorld {
    private final float discount;
    private SokobanLevel level = SokobanLevel.parse(List.of("#####", "#@$.#", "#####"));
    private long[] boxes = {level.boxes()};
    private int[] players = {level.player()};

    /** @param discount per move, above 0 and at most 1 */
    public SokobanWorld(double discount) {
        if (!(discount > 0 && discount <= 1)) {
            throw new IllegalArgumentException("discount: expected above 0 and at most 1, received " + discount);
        }
        this.discount = (float) discount;
    }

    /** Puts a level's start into slot 0. */
    public SokobanWorld at(SokobanLevel start) {
        level = start;
        boxes[0] = start.boxes();
        players[0] = start.player();
        return this;
    }

    @Override
    public void see(Observation seen) {
        if (!(seen instanceof Observation.GridObservation grid) || grid.channels() != 1) {
            throw new IllegalArgumentException("observation: expected a grid of one channel, received " + seen);
        }
        at(SokobanLevel.of(grid.width(), grid.height(), grid.cells()));
    }

    @Override
    public int actionCount() {
        return Sokoban.MOVES.size();
    }

    @Override
    public void reserve(int slots) {
        if (slots > boxes.length) {
            boxes = Arrays.copyOf(boxes, slots);
            players = Arrays.copyOf(players, slots);
        }
    }

    @Override
    public void evaluate(int slot, Leaf out) {
        for (int move = 0; move < out.legal.length; move++) {
            out.legal[move] = level.canMove(boxes[slot], players[slot], move);
        }
    }

    @Override
    public void step(int from, int action, int to, Transition out) {
        long after = level.pushed(boxes[from], players[from], action);
        out.reward = (float) level.reward(boxes[from], after);
        out.discount = level.isSolved(after) ? 0f : discount;
        players[to] = level.ahead(players[from], action);
        boxes[to] = after;
    }

    @Override
    public boolean isLegal(int slot, int action) {
        return level.canMove(boxes[slot], players[slot], action);
    }

    @Override
    public boolean exact() {
        return true;
    }

    /** Walls and targets never change within a search. */
    @Override
    public long key(int slot) {
        long key = (boxes[slot] * 0x9E3779B97F4A7C15L ^ players[slot]) * 0xBF58476D1CE4E5B9L;
        key ^= key >>> 31;
        return key == 0 ? 1 : key;
    }

    @Override
    public String actionName(int action) {
        return Sokoban.MOVES.get(action);
    }
}
