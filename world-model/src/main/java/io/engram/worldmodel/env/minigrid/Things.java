package io.engram.worldmodel.env.minigrid;

import java.util.List;

/**
 * Ids of objects, colours and states, and what an object allows. A cell is packed as
 * {@code object | colour << 4 | state << 8}.
 */
final class Things {
    static final int UNSEEN = 0;
    static final int EMPTY = 1;
    static final int WALL = 2;
    static final int DOOR = 4;
    static final int KEY = 5;
    static final int BALL = 6;
    static final int BOX = 7;
    static final int GOAL = 8;
    static final int LAVA = 9;

    static final int GREEN = 1;
    static final int YELLOW = 4;
    static final int GREY = 5;
    static final int COLOURS = 6;

    static final int OPEN = 0;
    static final int CLOSED = 1;
    static final int LOCKED = 2;

    static final int EMPTY_CELL = cell(EMPTY, 0, 0);
    static final int WALL_CELL = cell(WALL, GREY, 0);
    static final int GOAL_CELL = cell(GOAL, GREEN, 0);

    static final List<List<String>> NAMES = List.of(
            List.of("unseen", "empty", "wall", "floor", "door", "key", "ball", "box", "goal", "lava", "agent"),
            List.of("red", "green", "blue", "purple", "yellow", "grey"), List.of("open", "closed", "locked"));

    private static final String LETTERS = "? #.DKABGL@";

    private Things() {
    }

    static int cell(int object, int colour, int state) {
        return object | colour << 4 | state << 8;
    }

    static int object(int cell) {
        return cell & 15;
    }

    static int colour(int cell) {
        return cell >> 4 & 15;
    }

    static int state(int cell) {
        return cell >> 8 & 15;
    }

    /** True when the observer may stand on the cell. */
    static boolean walkable(int cell) {
        return switch (object(cell)) {
            case EMPTY, GOAL, LAVA -> true;
            case DOOR -> state(cell) == OPEN;
            default -> false;
        };
    }

    static boolean transparent(int cell) {
        return switch (object(cell)) {
            case WALL -> false;
            case DOOR -> state(cell) == OPEN;
            default -> true;
        };
    }

    static boolean portable(int cell) {
        int object = object(cell);
        return object == KEY || object == BALL || object == BOX;
    }

    /** One letter for a text render; doors are {@code _} open, {@code d} closed, {@code D} locked. */
    static char letter(int cell) {
        if (object(cell) == DOOR)
            return state(cell) == OPEN ? '_' : state(cell) == CLOSED ? 'd' : 'D';
        return LETTERS.charAt(object(cell));
    }
}
