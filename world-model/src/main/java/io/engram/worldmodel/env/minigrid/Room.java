package io.engram.worldmodel.env.minigrid;

import static io.engram.worldmodel.env.minigrid.Things.EMPTY_CELL;
import static io.engram.worldmodel.env.minigrid.Things.WALL_CELL;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The true state of a grid room: cells, the observer's place and heading, what it carries.
 *
 * <p>Headings: 0 east, 1 south, 2 west, 3 north; {@code y} grows southwards.
 */
final class Room {
    static final int[] DX = {1, 0, -1, 0};
    static final int[] DY = {0, 1, 0, -1};

    final int width;
    final int height;
    /** Packed cells, {@code [y * width + x]}. */
    final int[] cells;
    int x;
    int y;
    int heading;
    /** Packed cell of the carried object; {@link Things#EMPTY_CELL} when nothing is carried. */
    int carried = EMPTY_CELL;

    /** An empty room with a wall around it. */
    Room(int width, int height) {
        this.width = width;
        this.height = height;
        cells = new int[width * height];
        Arrays.fill(cells, EMPTY_CELL);
        wallAround(0, 0, width, height);
    }

    private Room(Room other) {
        width = other.width;
        height = other.height;
        cells = other.cells.clone();
        x = other.x;
        y = other.y;
        heading = other.heading;
        carried = other.carried;
    }

    Room copy() {
        return new Room(this);
    }

    /** The cell at a place; places outside are wall. */
    int at(int px, int py) {
        return px < 0 || py < 0 || px >= width || py >= height ? WALL_CELL : cells[py * width + px];
    }

    void put(int px, int py, int cell) {
        cells[py * width + px] = cell;
    }

    void wallAround(int left, int top, int w, int h) {
        for (int i = 0; i < w; i++) {
            put(left + i, top, WALL_CELL);
            put(left + i, top + h - 1, WALL_CELL);
        }
        for (int i = 0; i < h; i++) {
            put(left, top + i, WALL_CELL);
            put(left + w - 1, top + i, WALL_CELL);
        }
    }

    void verticalWall(int px, int top, int length) {
        for (int i = 0; i < length; i++)
            put(px, top + i, WALL_CELL);
    }

    void horizontalWall(int left, int py, int length) {
        for (int i = 0; i < length; i++)
            put(left + i, py, WALL_CELL);
    }

    /** Puts a cell on a random empty place of a rectangle, never on the observer's; returns {@code y * width + x}. */
    int place(int cell, int left, int top, int w, int h, RandomGenerator random) {
        int place = emptyPlace(left, top, w, h, random);
        cells[place] = cell;
        return place;
    }

    /** Puts the observer on a random empty place of a rectangle, with a random heading. */
    void placeObserver(int left, int top, int w, int h, RandomGenerator random) {
        x = -1;
        y = -1;
        int place = emptyPlace(left, top, w, h, random);
        x = place % width;
        y = place / width;
        heading = random.nextInt(4);
    }

    private int emptyPlace(int left, int top, int w, int h, RandomGenerator random) {
        for (int tries = 0; tries < 10_000; tries++) {
            int px = Math.min(width - 1, left + random.nextInt(w));
            int py = Math.min(height - 1, top + random.nextInt(h));
            if (at(px, py) == EMPTY_CELL && (px != x || py != y))
                return py * width + px;
        }
        throw new IllegalStateException(
                "no empty place in the rectangle at " + left + "," + top + " of " + w + "x" + h + " cells");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Room o && x == o.x && y == o.y && heading == o.heading && carried == o.carried
                && width == o.width && Arrays.equals(cells, o.cells);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(cells) * 31 + ((y * width + x) * 4 + heading) * 4096 + carried;
    }
}
