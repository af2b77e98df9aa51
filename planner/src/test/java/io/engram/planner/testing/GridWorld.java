package io.engram.planner.testing;

import io.engram.planner.Leaf;
import io.engram.planner.Transition;
import io.engram.planner.World;
import java.util.Arrays;

/**
 * A square grid with walls, a goal worth 1 and an optional pit worth -1; both end the world. Actions: 0 right, 1 down, 2 left,
 * 3 up. Moves into walls or borders are illegal. Exact; the value of a state is told as 0.
 */
public final class GridWorld implements World {
    private static final int[] DX = {1, 0, -1, 0};
    private static final int[] DY = {0, 1, 0, -1};
    private final String[] map;
    private final float discount;
    private int[] cells = new int[0];

    /**
     * @param discount per step
     * @param rows lines of '.', '#', 'G' (goal), 'P' (pit)
     */
    public GridWorld(float discount, String... rows) {
        this.map = rows.clone();
        this.discount = discount;
    }

    /** Puts the walker into slot 0. */
    public GridWorld at(int x, int y) {
        reserve(1);
        cells[0] = cell(x, y);
        return this;
    }

    @Override
    public int actionCount() {
        return 4;
    }

    @Override
    public void reserve(int slots) {
        if (slots > cells.length) {
            cells = Arrays.copyOf(cells, slots);
        }
    }

    @Override
    public void evaluate(int slot, Leaf out) {
        for (int a = 0; a < 4; a++) {
            out.legal[a] = isLegal(slot, a);
        }
    }

    @Override
    public boolean isLegal(int slot, int action) {
        int x = cells[slot] % map[0].length() + DX[action];
        int y = cells[slot] / map[0].length() + DY[action];
        return y >= 0 && y < map.length && x >= 0 && x < map[0].length() && map[y].charAt(x) != '#';
    }

    @Override
    public void step(int from, int action, int to, Transition out) {
        if (from == to) {
            throw new IllegalArgumentException("step from slot " + from + " into itself");
        }
        if (!isLegal(from, action)) {
            throw new IllegalArgumentException("illegal action " + action + " at cell " + cells[from]);
        }
        int x = cells[from] % map[0].length() + DX[action];
        int y = cells[from] / map[0].length() + DY[action];
        cells[to] = cell(x, y);
        char c = map[y].charAt(x);
        out.reward = c == 'G' ? 1f : c == 'P' ? -1f : 0f;
        out.discount = c == '.' ? discount : 0f;
    }

    @Override
    public boolean exact() {
        return true;
    }

    @Override
    public long key(int slot) {
        return cells[slot] + 1L;
    }

    @Override
    public String actionName(int action) {
        return new String[]{"right", "down", "left", "up"}[action];
    }

    private int cell(int x, int y) {
        return y * map[0].length() + x;
    }
}
