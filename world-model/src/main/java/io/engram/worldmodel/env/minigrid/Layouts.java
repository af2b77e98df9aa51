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
}
