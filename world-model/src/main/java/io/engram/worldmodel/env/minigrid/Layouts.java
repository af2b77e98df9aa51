package io.engram.worldmodel.env.minigrid;

/** The rooms, each from its public description. */
final class Layouts {
    private Layouts() {
    }

    static Layout doorKey(int size) {
        return random -> {
            Room room = new Room(size, size);
            room.put(size - 2, size - 2, Things.GOAL_CELL);
            int split = random.nextInt(2, size - 2);
            room.verticalWall(split, 0, size);
            room.placeObserver(0, 0, split, size, random);
            room.put(split, random.nextInt(1, size - 2), Things.cell(Things.DOOR, Things.YELLOW, Things.LOCKED));
            room.place(Things.cell(Things.KEY, Things.YELLOW, 0), 0, 0, split, size, random);
            return new Layout.Built(room, Layout.Aim.GOAL);
        };
    }

    static Layout empty(int size) {
        return random -> {
            Room room = new Room(size, size);
            room.put(size - 2, size - 2, Things.GOAL_CELL);
            room.placeObserver(0, 0, size, size, random);
            return new Layout.Built(room, Layout.Aim.GOAL);
        };
    }

    static Layout fourRooms() {
        return random -> {
            Room room = new Room(19, 19);
            for (int half = 0; half < 2; half++) {
                room.verticalWall(9, half * 9, 9);
                room.put(9, random.nextInt(half * 9 + 1, half * 9 + 9), Things.EMPTY_CELL);
                room.horizontalWall(half * 9, 9, 9);
                room.put(random.nextInt(half * 9 + 1, half * 9 + 9), 9, Things.EMPTY_CELL);
            }
            room.placeObserver(0, 0, 19, 19, random);
            room.place(Things.GOAL_CELL, 0, 0, 19, 19, random);
            return new Layout.Built(room, Layout.Aim.GOAL);
        };
    }

    static Layout unlock() {
        return random -> {
            RoomGrid grid = new RoomGrid(2, 1, 6);
            int colour = random.nextInt(Things.COLOURS);
            grid.door(0, 0, 0, Things.cell(Things.DOOR, colour, Things.LOCKED), random);
            grid.place(Things.cell(Things.KEY, colour, 0), 0, 0, random);
            grid.placeObserver(0, 0, random);
            return new Layout.Built(grid.room, (room, action, ended) -> action == MiniGrid.TOGGLE && opened(room));
        };
    }

    private static boolean opened(Room room) {
        for (int cell : room.cells)
            if (Things.object(cell) == Things.DOOR && Things.state(cell) == Things.OPEN)
                return true;
        return false;
    }

    static Layout keyCorridor(int roomSize, int rows) {
        return random -> {
            RoomGrid grid = new RoomGrid(3, rows, roomSize);
            for (int row = 1; row < rows; row++)
                grid.removeWall(1, row, 3);
            int locked = random.nextInt(rows);
            int colour = random.nextInt(Things.COLOURS);
            grid.door(2, locked, 2, Things.cell(Things.DOOR, colour, Things.LOCKED), random);
            grid.place(Things.cell(Things.BALL, random.nextInt(Things.COLOURS), 0), 2, locked, random);
            grid.place(Things.cell(Things.KEY, colour, 0), 0, random.nextInt(rows), random);
            grid.placeObserver(1, rows / 2, random);
            grid.connectAll(1, rows / 2, random);
            return new Layout.Built(grid.room, (room, action, ended) -> Things.object(room.carried) == Things.BALL);
        };
    }
}
