package io.engram.worldmodel.env.minigrid;

import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Step;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Plays a fixed action sequence and writes down everything. {@code main} with a folder regenerates the stored texts: that of the
 * 5x5 room by actions found by hand from the printed room, with useless ones among them, the others on the shortest way.
 */
final class Playthrough {
    private static final int SEED = 4;
    private static final List<Integer> BY_HAND = List.of(6, 5, 3, 4, 0, 3, 4, 3, 2, 2, 1, 5, 5, 2, 5, 2, 2, 1, 2, 2);

    private Playthrough() {
    }

    public static void main(String[] args) throws IOException {
        store(args[0], "door-key-5x5", BY_HAND);
        for (String name : List.of("unlock", "four-rooms", "multi-room-n2", "key-corridor-s3r1"))
            store(args[0], name, shortest(name));
    }

    private static void store(String folder, String name, List<Integer> actions) throws IOException {
        Files.writeString(Path.of(folder, name + ".txt"), text(name, actions), StandardCharsets.UTF_8);
    }

    private static List<Integer> shortest(String name) {
        record Way(MiniGrid at, List<Integer> actions) {
        }
        MiniGrid start = MiniGrid.named(name);
        start.reset(OptionalLong.of(SEED));
        Deque<Way> queue = new ArrayDeque<>(List.of(new Way(start, List.of())));
        Set<Room> seen = new HashSet<>();
        while (!queue.isEmpty()) {
            Way way = queue.remove();
            for (int action = 0; action <= MiniGrid.TOGGLE; action++) {
                MiniGrid next = way.at.copy();
                Step step = next.step(action);
                List<Integer> actions = new ArrayList<>(way.actions);
                actions.add(action);
                if (step.terminated())
                    return actions;
                if (!step.done() && seen.add(next.room()))
                    queue.add(new Way(next, actions));
            }
        }
        throw new IllegalStateException(name + ": no way to the aim from seed " + SEED);
    }

    /** The actions of a stored text. */
    static List<Integer> actions(String text) {
        Map<String, Integer> numbers = Map.of("left", 0, "right", 1, "forward", 2, "pickup", 3, "drop", 4, "toggle", 5,
                "done", 6);
        return text.lines().filter(line -> line.startsWith("> ")).map(line -> numbers.get(line.split(" ", -1)[1]))
                .toList();
    }

    static String text(String name, List<Integer> actions) {
        StringBuilder text = new StringBuilder();
        try (MiniGrid env = MiniGrid.named(name)) {
            write(env, env.reset(OptionalLong.of(SEED)).observation(), text);
            for (int action : actions) {
                Step step = env.step(action);
                text.append(String.format(Locale.ROOT, "%n> %s  reward %.4f terminated %b truncated %b%n",
                        env.spec().actionNames().get(action),
                        step.reward(), step.terminated(), step.truncated()));
                write(env, step.observation(), text);
            }
        }
        return text.toString().replace("\r", "");
    }

    private static void write(MiniGrid env, Observation observation, StringBuilder text) {
        text.append(env.render());
        Observation.GridObservation view = (Observation.GridObservation) observation;
        for (int y = 0; y < view.height(); y++) {
            text.append("  ");
            for (int x = 0; x < view.width(); x++)
                text.append(x == 0 ? "" : " ").append(view.at(x, y, 0)).append(view.at(x, y, 1))
                        .append(view.at(x, y, 2));
            text.append('\n');
        }
    }
}
