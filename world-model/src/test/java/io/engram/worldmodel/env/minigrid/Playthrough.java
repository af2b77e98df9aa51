package io.engram.worldmodel.env.minigrid;

import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Step;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Plays a fixed action sequence and writes down everything; {@code main} with a file regenerates the stored one. */
final class Playthrough {
    /** Seed and actions that win: found by hand from the printed room. */
    static final int SEED = 4;
    static final List<Integer> ACTIONS = List.of(6, 5, 3, 4, 0, 3, 4, 3, 2, 2, 1, 5, 5, 2, 5, 2, 2, 1, 2, 2);

    private Playthrough() {
    }

    public static void main(String[] args) throws IOException {
        Files.writeString(Path.of(args[0]), text(), StandardCharsets.UTF_8);
    }

    static String text() {
        StringBuilder text = new StringBuilder();
        try (MiniGrid env = MiniGrid.doorKey(5)) {
            write(env, env.reset(OptionalLong.of(SEED)).observation(), text);
            for (int action : ACTIONS) {
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
