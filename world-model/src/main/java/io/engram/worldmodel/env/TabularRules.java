package io.engram.worldmodel.env;

import java.util.List;

/**
 * A finite world written out: for every state and action the possible outcomes. Immutable.
 *
 * @param id versioned name
 * @param states number of states
 * @param actionNames one name per action
 * @param maxSteps steps after which an episode is truncated; 0 = no limit
 * @param starts [states] probability that an episode starts in a state
 * @param table [states][actions] outcomes, whose probabilities sum to 1
 * @param columns cells per line when states are cells of a map, for rendering; 0 when they are not
 */
public record TabularRules(String id, int states, List<String> actionNames, int maxSteps, List<Double> starts,
        List<List<List<Outcome>>> table, int columns) {

    /**
     * One possible result of an action.
     *
     * @param probability of this result
     * @param next state afterwards
     * @param reward of the step
     * @param terminated whether the episode ends
     */
    public record Outcome(double probability, int next, double reward, boolean terminated) {
    }

    /** Checks shapes and sums. */
    public TabularRules {
        actionNames = List.copyOf(actionNames);
        starts = List.copyOf(starts);
        table = table.stream().map(row -> row.stream().map(List::copyOf).toList()).toList();
        if (starts.size() != states || table.size() != states) {
            throw new IllegalArgumentException(
                    id + ": expected " + states + " starts and rows, received " + starts.size() + " and "
                            + table.size());
        }
        checkSum(id + ": starts", starts.stream().mapToDouble(Double::doubleValue).sum());
        for (int s = 0; s < states; s++) {
            if (table.get(s).size() != actionNames.size()) {
                throw new IllegalArgumentException(
                        id + ": state " + s + ": expected " + actionNames.size() + " actions, received "
                                + table.get(s).size());
            }
            for (List<Outcome> outcomes : table.get(s)) {
                checkSum(id + ": state " + s, outcomes.stream().mapToDouble(Outcome::probability).sum());
            }
        }
    }

    /** What an action may lead to. */
    public List<Outcome> outcomes(int state, int action) {
        return table.get(state).get(action);
    }

    private static void checkSum(String what, double sum) {
        if (Math.abs(sum - 1) > 1e-9) {
            throw new IllegalArgumentException(what + ": expected probabilities that sum to 1, received " + sum);
        }
    }
}
