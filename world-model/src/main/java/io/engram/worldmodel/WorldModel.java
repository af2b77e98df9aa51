package io.engram.worldmodel;

import io.engram.planner.PlannerOptions;
import io.engram.planner.SequenceWorld;
import io.engram.planner.World;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A model of an environment that is learned while living in it, and that can be searched.
 *
 * <p>The order of calls is that of life: {@link #begin} with the first observation of an episode, then {@link #observe}
 * with each action and its outcome; between any two of them the {@link #world()} may be searched. {@link #train} may be
 * called between episodes and during them; it never changes what was lived.
 *
 * <p>Not thread-safe: one thread at a time, the search of {@link #world()} included.
 */
public interface WorldModel {
    /** The kind of model, for people and reports: {@code tabular}, {@code ensemble}, {@code grid}, … */
    String name();

    /** What a person should know about which model this is: its name, and for a chosen one what it was chosen from and why. */
    default String describe() {
        return name();
    }

    /** A new lived episode starts: the belief holds this observation and nothing else of the place. */
    void begin(Observation first);

    /** As {@link #begin(Observation)}, with the legal actions of the first state where the environment states them. */
    default void begin(Reset start) {
        begin(start.observation());
    }

    /**
     * One lived step: advances the belief, remembers the step for training and learns from it what can be learned at
     * once.
     *
     * @return how the outcome compared with what was predicted before it was seen
     */
    Surprise observe(int action, Step outcome);

    /**
     * The world as it is believed to be, for search: slot 0 holds the present belief and follows {@link #begin} and
     * {@link #observe}, other slots are lost by them. The same object from one {@link #begin} to the next.
     */
    World world();

    /** How {@link #world()} is searched best, as far as the model knows; may change with every step. */
    default PlannerOptions planning() {
        return PlannerOptions.defaults();
    }

    /** The same world for planning by whole sequences of actions, from the present belief; empty where a model has none. */
    default Optional<SequenceWorld> sequences() {
        return Optional.empty();
    }

    /** False as long as too little was lived for a search to be better than {@link #policy}. */
    default boolean searchable() {
        return true;
    }

    /** How far this model's predictions came true lately. */
    Accuracy accuracy();

    /**
     * Whether {@link #observe} also trains what is trained step by step; on unless set. Off in evaluation. Models that only
     * count keep counting: their caller restores them.
     */
    default void learning(boolean on) {
    }

    /** Learns from what is remembered, as far as the budget goes. */
    TrainingReport train(TrainingBudget budget, TrainingListener listener);

    /** Whether this model is the one that decides; a model that only runs beside it may save what costs much. In use unless set. */
    default void inUse(boolean on) {
    }

    /**
     * How much the imagined world gambles on what was never tried: 1 while learning, 0 or little to use what is known.
     *
     * @param scale in [0,1]
     */
    void exploration(double scale);

    /**
     * A short signature of the present situation, made of what was learned to matter and what is observed there; equal
     * in equal situations, so that facts and skills can be conditioned on it.
     */
    String situation();

    /** An action for the present situation without search: habit. */
    int policy(RandomGenerator random);

    /** The regularities learned so far, most supported first; for people and for semantic memory. */
    List<Rule> rules();

    /**
     * One learned regularity.
     *
     * @param situation where it holds, in the words of {@link #situation()}
     * @param action the action's number
     * @param effect what the action does there
     * @param support how often this was lived
     * @param tries how often the action was tried there
     */
    record Rule(String situation, int action, String effect, int support, int tries) {
    }

    /** Writes everything learned, without the present episode; versioned and checksummed. */
    void save(DataOutput out) throws IOException;

    /**
     * Replaces everything learned by what was saved.
     *
     * @throws IOException when the data is damaged, of another version or made for another environment; the model is then
     *         unchanged
     */
    void load(DataInput in) throws IOException;
}
