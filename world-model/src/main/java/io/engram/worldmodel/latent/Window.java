package io.engram.worldmodel.latent;

import io.engram.worldmodel.Observation;
import io.engram.worldmodel.replay.Episode;
import java.util.Arrays;

/**
 * What is represented as a latent state: the newest observation alone, or, where observations do not show the whole state, it and those
 * before it with the actions in between.
 *
 * <p>With a history of one: the observation as {@link Eye} writes it. Else {@code history} entries, newest first, each of an observation,
 * the action that led to it as one-hot, and 1; entries from before the episode are zeros.
 */
final class Window {
    private final Eye eye;
    private final int history;
    private final int each;

    Window(Eye eye, int actions, int history) {
        this.eye = eye;
        this.history = history;
        each = entry(eye, actions, history);
    }

    /** Numbers of an entry. */
    static int entry(Eye eye, int actions, int history) {
        return history == 1 ? eye.width : eye.width + actions + 1;
    }

    /** Numbers of an input. */
    int width() {
        return history * each;
    }

    /** Writes how the world looked before step {@code i} of an episode to {@code x[at .. at + width())}. */
    void write(Episode episode, int i, float[] x, int at) {
        for (int age = 0; age < history; age++) {
            int o = at + age * each;
            int seen = i - age;
            if (seen < 0) {
                Arrays.fill(x, o, at + width(), 0);
                return;
            }
            eye.write(observation(episode, seen), x, o);
            if (history == 1) {
                return;
            }
            Arrays.fill(x, o + eye.width, o + each, 0);
            if (seen > 0) {
                x[o + eye.width + episode.action(seen - 1)] = 1;
            }
            x[o + each - 1] = 1;
        }
    }

    private static Observation observation(Episode episode, int i) {
        return i == 0 ? episode.first() : episode.step(i - 1).observation();
    }
}
