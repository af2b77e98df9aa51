package io.engram.worldmodel.grid;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers the distinct outcomes of steps. An outcome says how the observer moved, which features of its patch took which
 * new kind, and whether the episode ended; its reward is averaged where it is counted.
 */
final class Outcomes {
    /**
     * One outcome.
     *
     * @param motion see {@link Motion}
     * @param changed bit set of the features that changed
     * @param kinds the new kinds of the changed features, packed as a patch key; 0 elsewhere
     * @param sign of the reward: -1, 0 or 1
     */
    record Outcome(int motion, int changed, long kinds, int sign, boolean terminal) {
        boolean nothing() {
            return motion == Motion.STAY && changed == 0 && sign == 0 && !terminal;
        }
    }

    private final Map<Outcome, Integer> numbers = new HashMap<>();
    private final List<Outcome> outcomes = new ArrayList<>();

    int number(Outcome outcome) {
        Integer known = numbers.get(outcome);
        if (known != null)
            return known;
        numbers.put(outcome, outcomes.size());
        outcomes.add(outcome);
        return outcomes.size() - 1;
    }

    Outcome get(int number) {
        return outcomes.get(number);
    }

    int size() {
        return outcomes.size();
    }

    void clear() {
        numbers.clear();
        outcomes.clear();
    }
}
