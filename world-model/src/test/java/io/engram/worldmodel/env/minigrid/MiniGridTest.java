package io.engram.worldmodel.env.minigrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.worldmodel.EnvironmentException;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Step;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;

class MiniGridTest {
    @ParameterizedTest
    @ValueSource(strings = {"door-key-5x5", "unlock", "four-rooms", "multi-room-n2", "key-corridor-s3r1"})
    void room_playsAsStored(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(MiniGridTest.class.getResourceAsStream(name + ".txt"))) {
            String stored = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(Playthrough.text(name, Playthrough.actions(stored))).isEqualTo(stored);
            assertThat(stored.lines().filter(line -> line.startsWith("> ")).reduce((first, last) -> last).orElseThrow())
                    .as("won at the end").contains("terminated true").doesNotContain("reward 0.0000");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6, 8})
    void doorKey_everyLayoutCanBeSolved(int size) {
        try (MiniGrid env = MiniGrid.doorKey(size)) {
            env.reset(OptionalLong.of(1));
            for (int layout = 0; layout < 30; layout++) {
                assertThat(stepsToGoal(env)).as(env.render()).isBetween(5, env.spec().maxSteps());
                env.reset(OptionalLong.empty());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty-8x8", "unlock", "four-rooms", "multi-room-n2", "multi-room-n4", "key-corridor-s3r1"})
    void everyRoom_canBeSolved(String name) {
        try (MiniGrid env = MiniGrid.named(name)) {
            env.reset(OptionalLong.of(1));
            for (int layout = 0; layout < 2; layout++) {
                assertThat(stepsToGoal(env)).as(env.render()).isBetween(1, env.spec().maxSteps());
                env.reset(OptionalLong.empty());
            }
        }
    }

    /** The corridor of nine rooms: to the locked door with its key, the key put down, then to the ball. */
    @Test
    void keyCorridor_canBeSolved() {
        List<Integer> walkAndTake = List.of(MiniGrid.LEFT, MiniGrid.RIGHT, MiniGrid.FORWARD, MiniGrid.PICKUP,
                MiniGrid.TOGGLE);
        List<Integer> walkAndPut = List.of(MiniGrid.LEFT, MiniGrid.RIGHT, MiniGrid.FORWARD, MiniGrid.DROP,
                MiniGrid.TOGGLE);
        try (MiniGrid env = MiniGrid.named("key-corridor")) {
            env.reset(OptionalLong.of(1));
            for (int layout = 0; layout < 3; layout++) {
                assertThat(env.render()).contains("K", "A", "D", "d");
                MiniGrid atDoor = reach(env, walkAndTake, e -> !e.render().contains("D"));
                assertThat(atDoor.room().carried).as(env.render()).isNotEqualTo(Things.EMPTY_CELL);
                MiniGrid free = reach(atDoor, walkAndPut, e -> e.room().carried == Things.EMPTY_CELL);
                MiniGrid won = reach(free, walkAndTake, e -> Things.object(e.room().carried) == Things.BALL);
                assertThatThrownBy(() -> won.step(0)).as("the episode is over").hasMessageContaining("reset");
                env.reset(OptionalLong.empty());
            }
        }
    }

    /** Breadth-first search by some of the actions, never shutting a door; the first state that will do. */
    private static MiniGrid reach(MiniGrid start, List<Integer> actions, Predicate<MiniGrid> enough) {
        Set<Room> seen = new HashSet<>();
        Deque<MiniGrid> queue = new ArrayDeque<>();
        queue.add(start);
        while (!queue.isEmpty()) {
            MiniGrid from = queue.remove();
            for (int action : actions) {
                Room room = from.room();
                int front = room.at(room.x + Room.DX[room.heading], room.y + Room.DY[room.heading]);
                if (action == MiniGrid.TOGGLE && Things.state(front) == Things.OPEN)
                    continue;
                MiniGrid next = from.copy();
                Step step = next.step(action);
                if (enough.test(next))
                    return next;
                if (!step.done() && seen.add(next.room()))
                    queue.add(next);
            }
        }
        throw new AssertionError("not reached from\n" + start.render());
    }

    /** Breadth-first search over the true states. */
    private static int stepsToGoal(MiniGrid env) {
        Set<Room> seen = new HashSet<>();
        Deque<MiniGrid> queue = new ArrayDeque<>();
        queue.add(env.copy());
        seen.add(env.room().copy());
        for (int steps = 1; !queue.isEmpty(); steps++)
            for (int level = queue.size(); level > 0; level--) {
                MiniGrid from = queue.remove();
                for (int action = 0; action <= MiniGrid.TOGGLE; action++) {
                    MiniGrid next = from.copy();
                    if (next.step(action).terminated())
                        return steps;
                    if (seen.add(next.room()))
                        queue.add(next);
                }
            }
        return -1;
    }

    @Test
    void sameSeed_givesTheSameEpisodes() {
        assertThat(renders(7)).isEqualTo(renders(7)).isNotEqualTo(renders(8));
    }

    private static List<String> renders(long seed) {
        List<String> out = new ArrayList<>();
        try (MiniGrid env = MiniGrid.doorKey(8)) {
            for (int i = 0; i < 5; i++) {
                env.reset(i == 0 ? OptionalLong.of(seed) : OptionalLong.empty());
                out.add(env.render());
            }
        }
        assertThat(new HashSet<>(out)).hasSizeGreaterThan(1);
        return out;
    }

    @Test
    void lockedDoor_opensOnlyWithTheKeyOfItsColour() {
        try (MiniGrid env = facing(Things.cell(Things.DOOR, Things.YELLOW, Things.LOCKED))) {
            env.step(MiniGrid.TOGGLE);
            assertThat(ahead(env)).isEqualTo(Things.cell(Things.DOOR, Things.YELLOW, Things.LOCKED));
            env.room().carried = Things.cell(Things.KEY, Things.GREEN, 0);
            env.step(MiniGrid.TOGGLE);
            assertThat(ahead(env)).isEqualTo(Things.cell(Things.DOOR, Things.YELLOW, Things.LOCKED));
            env.room().carried = Things.cell(Things.KEY, Things.YELLOW, 0);
            env.step(MiniGrid.TOGGLE);
            assertThat(ahead(env)).isEqualTo(Things.cell(Things.DOOR, Things.YELLOW, Things.OPEN));
            env.step(MiniGrid.TOGGLE);
            assertThat(ahead(env)).isEqualTo(Things.cell(Things.DOOR, Things.YELLOW, Things.CLOSED));
        }
    }

    @Test
    void carriedObject_isSeenInTheOwnCellAndDroppedOnlyOnEmptyGround() {
        int key = Things.cell(Things.KEY, Things.YELLOW, 0);
        try (MiniGrid env = facing(key)) {
            Step step = env.step(MiniGrid.PICKUP);
            assertThat(ownCell(step)).isEqualTo(key);
            assertThat(ahead(env)).isEqualTo(Things.EMPTY_CELL);
            env.step(MiniGrid.FORWARD);
            env.step(MiniGrid.DROP);
            assertThat(env.room().carried).as("dropped at a wall").isEqualTo(key);
            env.step(MiniGrid.LEFT);
            step = env.step(MiniGrid.DROP);
            assertThat(ownCell(step)).isEqualTo(Things.EMPTY_CELL);
        }
    }

    private static int ownCell(Step step) {
        Observation.GridObservation view = (Observation.GridObservation) step.observation();
        return Things.cell(view.at(View.SELF_X, View.SELF_Y, 0), view.at(View.SELF_X, View.SELF_Y, 1),
                view.at(View.SELF_X,
                        View.SELF_Y, 2));
    }

    /** A 5x5 room, the observer in its middle looking east at the given cell. */
    private static MiniGrid facing(int cell) {
        MiniGrid env = MiniGrid.doorKey(5);
        Room room = new Room(5, 5);
        room.x = 2;
        room.y = 2;
        room.put(3, 2, cell);
        env.start(room, Layout.Aim.GOAL);
        return env;
    }

    private static int ahead(MiniGrid env) {
        return env.room().at(3, 2);
    }

    @Test
    void goal_terminatesWithTimeDependentReward() {
        try (MiniGrid env = facing(Things.GOAL_CELL)) {
            env.step(MiniGrid.LEFT);
            env.step(MiniGrid.RIGHT);
            Step step = env.step(MiniGrid.FORWARD);
            assertThat(step.reward()).isEqualTo(1 - 0.9 * 3 / 250);
            assertThat(step.terminated()).isTrue();
            assertThat(step.truncated()).isFalse();
            assertThatThrownBy(() -> env.step(0)).isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("running episode");
        }
    }

    @Test
    void stepLimit_truncatesWithoutReward() {
        try (MiniGrid env = MiniGrid.doorKey(5)) {
            env.reset(OptionalLong.of(1));
            for (int i = 1; i < 250; i++)
                assertThat(env.step(6).done()).isFalse();
            Step last = env.step(6);
            assertThat(last.truncated()).isTrue();
            assertThat(last.terminated()).isFalse();
            assertThat(last.reward()).isZero();
        }
    }

    @Test
    void wrongUse_isNamed() {
        try (MiniGrid env = MiniGrid.doorKey(5)) {
            assertThatThrownBy(() -> env.step(0)).isInstanceOf(EnvironmentException.class);
            env.reset(OptionalLong.of(1));
            assertThatThrownBy(() -> env.step(7)).isInstanceOf(EnvironmentException.class).hasMessageContaining("0..6")
                    .hasMessageContaining("received 7");
            assertThatThrownBy(() -> MiniGrid.doorKey(4)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("4");
        }
    }

    @Test
    void view_neverShowsWhatIsBehindAWall() {
        try (MiniGrid env = MiniGrid.doorKey(8)) {
            SplittableRandom random = new SplittableRandom(3);
            env.reset(OptionalLong.of(3));
            for (int i = 0; i < 200; i++) {
                Observation.GridObservation view = View.of(env.room());
                for (int x = 0; x < View.SIZE; x++)
                    for (int y = 0; y < View.SIZE; y++)
                        if (view.at(x, y, 0) == Things.GOAL)
                            assertThat(env.render()).as("goal seen through a shut door").doesNotContain("D");
                env.step(random.nextInt(3));
            }
        }
    }
}
