package io.engram.worldmodel.env.minigrid;

import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.EnvironmentException;
import io.engram.worldmodel.Forkable;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Reset;
import io.engram.worldmodel.Space;
import io.engram.worldmodel.Step;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One grid room with MiniGrid's rules; a new random layout at every reset.
 *
 * <p>Actions: 0 left, 1 right, 2 forward, 3 pickup, 4 drop, 5 toggle, 6 done (does nothing in these rooms). Reaching the
 * aim terminates the episode with reward {@code 1 - 0.9 * steps / maxSteps}; every other step rewards 0; the step limit
 * truncates.
 */
public final class MiniGrid implements Forkable {
    static final int LEFT = 0;
    static final int RIGHT = 1;
    static final int FORWARD = 2;
    static final int PICKUP = 3;
    static final int DROP = 4;
    static final int TOGGLE = 5;

    private static final List<String> ACTIONS = List.of("left", "right", "forward", "pickup", "drop", "toggle", "done");

    private final EnvSpec spec;
    private final Layout layout;
    private RandomGenerator.SplittableGenerator random;
    private Room room = new Room(3, 3);
    private Layout.Aim aim = Layout.Aim.NONE;
    private int steps;
    private boolean over = true;

    MiniGrid(String id, int maxSteps, Layout layout) {
        spec = new EnvSpec(id, maxSteps, ACTIONS, 0, 1);
        this.layout = layout;
        random = new SplittableRandom();
    }

    /**
     * DoorKey: a wall with a locked door divides the room; the key lies on the observer's side, the goal on the other.
     *
     * @param size side length with walls, at least 5; MiniGrid registers 5, 6, 8 and 16
     */
    public static MiniGrid doorKey(int size) {
        if (size < 5)
            throw new IllegalArgumentException("size: expected >= 5, received " + size);
        return new MiniGrid("MiniGrid-DoorKey-" + size + "x" + size + "-v0", 10 * size * size, Layouts.doorKey(size));
    }

    /** Four rooms around a cross of walls with one gap each; observer and goal anywhere; 100 steps. */
    public static MiniGrid fourRooms() {
        return new MiniGrid("MiniGrid-FourRooms-v0", 100, Layouts.fourRooms());
    }

    /** Two rooms: won by opening the locked door between them with its key. */
    public static MiniGrid unlock() {
        return new MiniGrid("MiniGrid-Unlock-v0", 8 * 6 * 6, Layouts.unlock());
    }

    /** A chain of rooms with shut doors between them and the goal in the last; 20 steps a room. */
    public static MiniGrid multiRoom(int rooms, int largest) {
        if (rooms < 1 || rooms > 6 || largest < 4 || largest > 10)
            throw new IllegalArgumentException(
                    "multiRoom: expected 1..6 rooms of 4..10 cells, received " + rooms + " and " + largest);
        return new MiniGrid("MiniGrid-MultiRoom-N" + rooms + "-S" + largest + "-v0", 20 * rooms,
                RoomChain.layout(rooms, largest));
    }

    /** A corridor with rooms at both sides: find the key, open the locked room, pick up the ball in it. */
    public static MiniGrid keyCorridor(int roomSize, int rows) {
        if (roomSize < 3 || rows < 1)
            throw new IllegalArgumentException(
                    "keyCorridor: expected rooms of >= 3 cells in >= 1 rows, received " + roomSize + " and " + rows);
        return new MiniGrid("MiniGrid-KeyCorridorS" + roomSize + "R" + rows + "-v0", 30 * roomSize * roomSize,
                Layouts.keyCorridor(roomSize, rows));
    }

    /** Names that {@link #named} knows. */
    public static List<String> names() {
        return List.of("door-key-5x5", "door-key-6x6", "door-key-8x8", "empty-8x8", "unlock", "four-rooms",
                "multi-room-n2", "multi-room-n4",
                "key-corridor-s3r1", "key-corridor");
    }

    /**
     * A room by its scenario name.
     *
     * @param name one of {@link #names()}
     */
    public static MiniGrid named(String name) {
        return switch (name) {
            case "door-key-5x5" -> doorKey(5);
            case "door-key-6x6" -> doorKey(6);
            case "door-key-8x8" -> doorKey(8);
            case "empty-8x8" -> empty(8);
            case "unlock" -> unlock();
            case "four-rooms" -> fourRooms();
            case "multi-room-n2" -> multiRoom(2, 4);
            case "multi-room-n4" -> multiRoom(4, 5);
            case "key-corridor-s3r1" -> keyCorridor(3, 1);
            case "key-corridor" -> keyCorridor(3, 3);
            default -> throw new IllegalArgumentException("room: expected one of " + names() + ", received " + name);
        };
    }

    /** An empty room with a goal in the corner; the observer starts at a random place. */
    public static MiniGrid empty(int size) {
        if (size < 5)
            throw new IllegalArgumentException("size: expected >= 5, received " + size);
        return new MiniGrid("MiniGrid-Empty-Random-" + size + "x" + size + "-v0", 4 * size * size, Layouts.empty(size));
    }

    @Override
    public EnvSpec spec() {
        return spec;
    }

    @Override
    public Space.Grid observationSpace() {
        return View.SPACE;
    }

    @Override
    public Space.Discrete actionSpace() {
        return new Space.Discrete(ACTIONS.size());
    }

    @Override
    public Reset reset(OptionalLong seed) {
        if (seed.isPresent())
            random = new SplittableRandom(seed.getAsLong());
        Layout.Built built = layout.build(random);
        room = built.room();
        aim = built.aim();
        steps = 0;
        over = false;
        return Reset.of(observe());
    }

    @Override
    public Step step(int action) {
        if (over)
            throw new EnvironmentException(spec.id(), "step", "a running episode (call reset first)",
                    "action " + action);
        if (action < 0 || action >= ACTIONS.size())
            throw new EnvironmentException(spec.id(), "action",
                    "0.." + (ACTIONS.size() - 1), Integer.toString(action));
        steps++;
        boolean ended = move(action);
        boolean reached = aim.reached(room, action, ended);
        boolean truncated = steps >= spec.maxSteps();
        over = ended || reached || truncated;
        return new Step(observe(), reached ? 1 - 0.9 * steps / spec.maxSteps() : 0, ended || reached, truncated,
                Map.of());
    }

    /** Applies the rules; true when the observer walked onto a cell that ends the episode (goal or lava). */
    private boolean move(int action) {
        int fx = room.x + Room.DX[room.heading];
        int fy = room.y + Room.DY[room.heading];
        int front = room.at(fx, fy);
        switch (action) {
            case LEFT -> room.heading = room.heading + 3 & 3;
            case RIGHT -> room.heading = room.heading + 1 & 3;
            case FORWARD -> {
                if (Things.walkable(front)) {
                    room.x = fx;
                    room.y = fy;
                    return Things.object(front) == Things.GOAL || Things.object(front) == Things.LAVA;
                }
            }
            case PICKUP -> {
                if (Things.portable(front) && room.carried == Things.EMPTY_CELL) {
                    room.carried = front;
                    room.put(fx, fy, Things.EMPTY_CELL);
                }
            }
            case DROP -> {
                if (front == Things.EMPTY_CELL && room.carried != Things.EMPTY_CELL) {
                    room.put(fx, fy, room.carried);
                    room.carried = Things.EMPTY_CELL;
                }
            }
            case TOGGLE -> {
                if (Things.object(front) == Things.DOOR)
                    room.put(fx, fy, toggled(front));
                if (Things.object(front) == Things.BOX)
                    room.put(fx, fy, Things.EMPTY_CELL);
            }
            default -> {
            }
        }
        return false;
    }

    private int toggled(int door) {
        int colour = Things.colour(door);
        return switch (Things.state(door)) {
            case Things.OPEN -> Things.cell(Things.DOOR, colour, Things.CLOSED);
            case Things.CLOSED -> Things.cell(Things.DOOR, colour, Things.OPEN);
            default -> room.carried == Things.cell(Things.KEY, colour, 0)
                    ? Things.cell(Things.DOOR, colour, Things.OPEN)
                    : door;
        };
    }

    private Observation observe() {
        return View.of(room);
    }

    /** An independent environment in the same state of the same episode, with its own random stream from here on. */
    @Override
    public MiniGrid copy() {
        MiniGrid copy = new MiniGrid(spec.id(), spec.maxSteps(), layout);
        copy.random = random.split();
        copy.room = room.copy();
        copy.aim = aim;
        copy.steps = steps;
        copy.over = over;
        return copy;
    }

    /** The true state, for tests of this package. */
    Room room() {
        return room;
    }

    /** Sets the true state and starts an episode in it, for tests of this package. */
    void start(Room state, Layout.Aim goal) {
        room = state;
        aim = goal;
        steps = 0;
        over = false;
    }

    @Override
    public String render() {
        StringBuilder text = new StringBuilder();
        for (int y = 0; y < room.height; y++) {
            for (int x = 0; x < room.width; x++)
                text.append(x == room.x && y == room.y ? ">v<^".charAt(room.heading) : Things.letter(room.at(x, y)));
            text.append('\n');
        }
        if (room.carried != Things.EMPTY_CELL)
            text.append("carries ").append(Things.NAMES.get(1).get(Things.colour(room.carried)))
                    .append(' ').append(Things.NAMES.get(0).get(Things.object(room.carried))).append('\n');
        return text.toString();
    }
}
