package io.engram.worldmodel;

import java.util.OptionalLong;

/**
 * A world to live in, after Gymnasium's contract.
 *
 * <p>{@link #reset} starts an episode and must be called before the first {@link #step}. Seed once: a reset with a seed
 * restarts the environment's random stream, a reset without one continues it, so that one seed names a whole sequence of
 * episodes. An episode ends with a step that is {@linkplain Step#terminated() terminated} (the world ended it: the value
 * of what follows is zero) or {@linkplain Step#truncated() truncated} (a limit outside the world's rules ended it: the
 * value of what follows is not zero, only unseen). Stepping after that, or before the first reset, is an
 * {@link EnvironmentException}.
 *
 * <p>Not thread-safe: one thread at a time.
 */
public interface Environment extends AutoCloseable {

    /** The versioned id, the step limit, the names of the actions and the range of the reward. */
    EnvSpec spec();

    /** What {@link #reset} and {@link #step} may return as observation. */
    Space observationSpace();

    /** What {@link #step} accepts; {@link Space.Discrete} in this version of the contract. */
    Space actionSpace();

    /**
     * Starts an episode.
     *
     * @param seed restarts the environment's random stream when present; the stream continues when empty
     */
    Reset reset(OptionalLong seed);

    /**
     * Acts once.
     *
     * @param action in {@code [0, actionSpace().size())}
     * @throws EnvironmentException when the episode is over or none was started, or the action is out of range
     */
    Step step(int action);

    /** The true state as plain text, for people; never an input of a model. */
    String render();

    /** Number of actions. */
    default int actionCount() {
        if (actionSpace() instanceof Space.Discrete discrete)
            return discrete.size();
        throw new EnvironmentException(spec().id(), "action space", "a discrete space", actionSpace().toString());
    }

    /** Releases what the environment holds; nothing by default. */
    @Override
    default void close() {
    }
}
