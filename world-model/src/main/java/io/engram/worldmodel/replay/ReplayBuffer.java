package io.engram.worldmodel.replay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The most recent episodes, as many as fit into a number of steps; the oldest goes first, whole. The newest episode is
 * kept even when it alone is longer.
 */
public final class ReplayBuffer {
    private final int maxSteps;
    private final Deque<Episode> episodes = new ArrayDeque<>();

    /**
     * An empty buffer.
     *
     * @param maxSteps most steps kept, over all episodes
     */
    public ReplayBuffer(int maxSteps) {
        if (maxSteps < 1)
            throw new IllegalArgumentException("maxSteps: expected >= 1, received " + maxSteps);
        this.maxSteps = maxSteps;
    }

    /** Adds an episode, which may still grow, and lets go of the oldest ones that no longer fit. */
    public void add(Episode episode) {
        episodes.addLast(episode);
        trim();
    }

    /** Lets go of the oldest episodes that no longer fit; to be called when the newest one has grown. */
    public void trim() {
        int steps = steps();
        while (steps > maxSteps && episodes.size() > 1)
            steps -= episodes.removeFirst().length();
    }

    /** Steps over all episodes. */
    public int steps() {
        return episodes.stream().mapToInt(Episode::length).sum();
    }

    /** The episodes, oldest first. */
    public List<Episode> episodes() {
        return new ArrayList<>(episodes);
    }

    /**
     * A random episode that has steps, longer ones more often (each step is equally likely).
     *
     * @throws IllegalStateException when there are no steps
     */
    public Episode sample(RandomGenerator random) {
        int steps = steps();
        if (steps == 0)
            throw new IllegalStateException("replay: expected at least one step, received an empty buffer");
        int step = random.nextInt(steps);
        for (Episode episode : episodes) {
            step -= episode.length();
            if (step < 0)
                return episode;
        }
        throw new IllegalStateException("replay: steps and episodes disagree");
    }

    /** Removes everything. */
    public void clear() {
        episodes.clear();
    }
}
