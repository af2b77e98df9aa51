package io.engram.planner;

import java.util.Arrays;
import java.util.List;

/**
 * A skill as one edge of the tree: its steps are made one after the other, rewards are discounted inside, and the edge's
 * discount is the product over its steps, so that a macro is worth exactly what its flattened steps are worth. It stops
 * early where the world ends, where the turn passes, or before a step that is not legal; then it is what was made so far.
 *
 * @param name what a person calls it
 * @param actions the steps in order, at least one
 * @param weight prior mass relative to all single actions together, greater than 0: a macro of weight 1 looks as promising
 *            as all of them in sum
 */
public record MacroAction(String name, List<Integer> actions, double weight) {

    /** Checks and copies. */
    public MacroAction {
        actions = List.copyOf(actions);
        if (actions.isEmpty()) {
            throw new IllegalArgumentException("macro '" + name + "' needs at least one action but has none");
        }
        for (int action : actions) {
            if (action < 0) {
                throw new IllegalArgumentException(
                        "macro '" + name + "' needs actions of at least 0 but has " + action);
            }
        }
        if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("macro '" + name + "' needs a finite weight above 0 but has " + weight);
        }
    }

    /** A macro of weight 0.25: four of them look as promising as all single actions together. */
    public static MacroAction of(String name, int... actions) {
        return new MacroAction(name, Arrays.stream(actions).boxed().toList(), 0.25);
    }

    /** Number of steps. */
    public int length() {
        return actions.size();
    }
}
