package io.engram.worldmodel.env.minigrid;

import java.util.random.RandomGenerator;

/**
 * Square rooms in rows and columns that share their walls, and doors between neighbours. Sides: 0 east, 1 south, 2 west,
 * 3 north.
 */
final class RoomGrid {
    final Room room;
    final int columns;
    final int rows;
    final int size;
    /** {@code [(row * columns + column) * 4 + side]}: place of the wall's opening, 0 = none yet. */
    private final int[] openings;
    private final boolean[] lockedRoom;

    /** Rooms of {@code size} cells a side, walls included, all shut. */
    RoomGrid(int columns, int rows, int size) {
        this.columns = columns;
        this.rows = rows;
        this.size = size;
        room = new Room((size - 1) * columns + 1, (size - 1) * rows + 1);
        openings = new int[columns * rows * 4];
        lockedRoom = new boolean[columns * rows];
        for (int r = 0; r < rows; r++)
            for (int c = 0; c < columns; c++)
                room.wallAround(left(c), top(r), size, size);
    }

    int left(int column) {
        return column * (size - 1);
    }

    int top(int row) {
        return row * (size - 1);
    }

    private int index(int column, int row) {
        return row * columns + column;
    }

    private boolean hasNeighbour(int column, int row, int side) {
        int c = column + Room.DX[side];
        int r = row + Room.DY[side];
        return c >= 0 && r >= 0 && c < columns && r < rows;
    }

    /** Puts a door at a random place of a wall between two rooms. */
    void door(int column, int row, int side, int door, RandomGenerator random) {
        int along = 1 + random.nextInt(size - 2);
        int x = left(column) + (side == 0 ? size - 1 : side == 2 ? 0 : along);
        int y = top(row) + (side == 1 ? size - 1 : side == 3 ? 0 : along);
        room.put(x, y, door);
        open(column, row, side, y * room.width + x);
        if (Things.state(door) == Things.LOCKED)
            lockedRoom[index(column, row)] = true;
    }

    /** Takes the wall between two rooms away, corners excepted. */
    void removeWall(int column, int row, int side) {
        for (int i = 1; i < size - 1; i++) {
            int x = left(column) + (side == 0 ? size - 1 : side == 2 ? 0 : i);
            int y = top(row) + (side == 1 ? size - 1 : side == 3 ? 0 : i);
            room.put(x, y, Things.EMPTY_CELL);
            open(column, row, side, y * room.width + x);
        }
    }

    private void open(int column, int row, int side, int place) {
        openings[index(column, row) * 4 + side] = place;
        openings[index(column + Room.DX[side], row + Room.DY[side]) * 4 + (side + 2 & 3)] = place;
    }

    /** Adds shut doors of random colours until every room can be reached; locked rooms get no second door. */
    void connectAll(int fromColumn, int fromRow, RandomGenerator random) {
        while (reachable(fromColumn, fromRow) < columns * rows) {
            int column = random.nextInt(columns);
            int row = random.nextInt(rows);
            int side = random.nextInt(4);
            if (!hasNeighbour(column, row, side) || openings[index(column, row) * 4 + side] != 0)
                continue;
            if (lockedRoom[index(column, row)] || lockedRoom[index(column + Room.DX[side], row + Room.DY[side])])
                continue;
            door(column, row, side, Things.cell(Things.DOOR, random.nextInt(Things.COLOURS), Things.CLOSED), random);
        }
    }

    private int reachable(int fromColumn, int fromRow) {
        boolean[] seen = new boolean[columns * rows];
        return visit(fromColumn, fromRow, seen);
    }

    private int visit(int column, int row, boolean[] seen) {
        if (seen[index(column, row)])
            return 0;
        seen[index(column, row)] = true;
        int count = 1;
        for (int side = 0; side < 4; side++)
            if (openings[index(column, row) * 4 + side] != 0)
                count += visit(column + Room.DX[side], row + Room.DY[side], seen);
        return count;
    }

    /** Puts a cell on a random empty place of a room. */
    void place(int cell, int column, int row, RandomGenerator random) {
        room.place(cell, left(column), top(row), size, size, random);
    }

    void placeObserver(int column, int row, RandomGenerator random) {
        room.placeObserver(left(column), top(row), size, size, random);
    }
}
