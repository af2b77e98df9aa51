package io.engram.worldmodel.env.minigrid;

import io.engram.worldmodel.Observation.GridObservation;
import io.engram.worldmodel.Space;

import java.util.Optional;

/**
 * The egocentric partial view: 7x7 cells, three channels (object, colour, state), axes {@code [y][x][channel]}.
 *
 * <p>The observer stands at the middle of the bottom row and looks towards row 0; its own cell shows what it carries.
 * Light spreads from the observer row by row, sideways and one row ahead, and stops at walls and at doors that are not
 * open; a cell that no light reaches is unseen (all three ids 0).
 */
final class View {
    static final int SIZE = 7;
    static final int SELF_X = SIZE / 2;
    static final int SELF_Y = SIZE - 1;
    static final Space.Grid SPACE = new Space.Grid(SIZE, SIZE, 3, 10, Things.UNSEEN,
            Optional.of(new Space.Cell(SELF_X, SELF_Y)),
            Things.NAMES);

    private View() {
    }

    static GridObservation of(Room room) {
        int[] cells = new int[SIZE * SIZE];
        int fx = Room.DX[room.heading];
        int fy = Room.DY[room.heading];
        for (int vy = 0; vy < SIZE; vy++)
            for (int vx = 0; vx < SIZE; vx++) {
                int ahead = SELF_Y - vy;
                int right = vx - SELF_X;
                cells[vy * SIZE + vx] = room.at(room.x + ahead * fx - right * fy, room.y + ahead * fy + right * fx);
            }
        boolean[] lit = light(cells);
        cells[SELF_Y * SIZE + SELF_X] = room.carried;
        int[] out = new int[SIZE * SIZE * 3];
        for (int i = 0; i < cells.length; i++)
            if (lit[i]) {
                out[i * 3] = Things.object(cells[i]);
                out[i * 3 + 1] = Things.colour(cells[i]);
                out[i * 3 + 2] = Things.state(cells[i]);
            }
        return new GridObservation(SIZE, SIZE, 3, out);
    }

    private static boolean[] light(int[] cells) {
        boolean[] lit = new boolean[SIZE * SIZE];
        lit[SELF_Y * SIZE + SELF_X] = true;
        for (int y = SIZE - 1; y >= 0; y--) {
            for (int x = 0; x < SIZE - 1; x++)
                spread(cells, lit, x, y, x + 1);
            for (int x = SIZE - 1; x > 0; x--)
                spread(cells, lit, x, y, x - 1);
        }
        return lit;
    }

    private static void spread(int[] cells, boolean[] lit, int x, int y, int side) {
        int from = y * SIZE + x;
        if (!lit[from] || !Things.transparent(cells[from]))
            return;
        lit[y * SIZE + side] = true;
        if (y > 0) {
            lit[(y - 1) * SIZE + side] = true;
            lit[(y - 1) * SIZE + x] = true;
        }
    }
}
