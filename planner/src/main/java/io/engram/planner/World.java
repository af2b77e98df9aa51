package io.engram.planner;

/**
 * What the planner searches. States live in the world's own flat storage and are named by small {@code int} slots; the
 * search never sees a state object. Before a search the caller has put the current state in slot 0.
 *
 * <p>
 * An action is an index below {@link #actionCount()}. For a world with sampled or continuous actions it is an index into the
 * candidates that the world keeps for that state; what it stands for is the world's business.
 *
 * <p>
 * Called by one thread at a time. An implementation must give the same answers for the same state, and must not keep the
 * {@link Leaf} and {@link Transition} buffers it is handed.
 */
public interface World {

    /** Number of action indices, and an upper bound of the outcomes of a chance node. Fixed for the life of the world; at least 1. */
    int actionCount();

    /**
     * Makes room for slots {@code 0 .. slots-1}. Called before a search and again when it grows; the contents of slots that
     * were there before must be kept.
     */
    void reserve(int slots);

    /**
     * Judges a state: which actions are legal, how promising each looks, what the state is worth to the player who moves.
     *
     * @param slot a filled slot
     * @param out reset by the planner (all legal, uniform prior, value 0); see {@link Leaf}
     */
    void evaluate(int slot, Leaf out);

    /**
     * Makes one action.
     *
     * @param from a filled slot; left as it is
     * @param action an index that {@link #evaluate} called legal
     * @param to the slot that receives the next state, never {@code from}; may hold an older state that is no longer needed
     * @param out reset by the planner (reward 0, discount 1, trust 1); see {@link Transition}
     */
    void step(int from, int action, int to, Transition out);

    /**
     * Judges several states at once; a learned model overrides this to batch its matrix products.
     *
     * @param count how many leading entries of {@code slots} and {@code out} are used
     */
    default void evaluateBatch(int[] slots, Leaf[] out, int count) {
        for (int i = 0; i < count; i++) {
            evaluate(slots[i], out[i]);
        }
    }

    /**
     * Makes several independent steps at once; no {@code to} slot is also a {@code from} slot.
     *
     * @param count how many leading entries of the arrays are used
     */
    default void stepBatch(int[] from, int[] action, int[] to, Transition[] out, int count) {
        for (int i = 0; i < count; i++) {
            step(from[i], action[i], to[i], out[i]);
        }
    }

    /** Whether an action may be made in a state. Asked only for the later steps of a {@link MacroAction}; {@link #evaluate} answers it elsewhere. */
    default boolean isLegal(int slot, int action) {
        return true;
    }

    /**
     * Whether steps are the rules themselves: deterministic, without error. Then a terminal outcome is a proof, equal keys
     * mean equal states, and a tree may be kept between moves.
     */
    default boolean exact() {
        return false;
    }

    /**
     * A 64-bit name of the state for recognising it again, with collisions as rare as a good hash has them; 0 when this world
     * cannot tell. It must cover everything that decides the future, the player to move included.
     */
    default long key(int slot) {
        return 0;
    }

    /** Language-model tokens spent so far by this world; for budgets by tokens. */
    default long tokensSpent() {
        return 0;
    }

    /** How an action is called in a plan that a person reads. */
    default String actionName(int action) {
        return "a" + action;
    }
}
