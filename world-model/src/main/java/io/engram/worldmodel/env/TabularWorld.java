package io.engram.worldmodel.env;

import io.engram.planner.Leaf;
import io.engram.planner.Transition;
import io.engram.worldmodel.Observation;
import java.util.Arrays;
import java.util.List;

/**
 * {@link TabularRules} as an exact world to search. Where an action has several outcomes it leads to a chance node that stands
 * for the state and the action; its outcomes are that node's actions.
 */
public final class TabularWorld implements KnownWorld {
    private static final int DECIDING = -1;
    private final TabularRules rules;
    private final float discount;
    private final int actions;
    private int[] states = new int[1];
    /** The action whose outcome nature draws, or {@link #DECIDING}. */
    private int[] pending = {DECIDING};

    /** @param discount per step, 0 to 1 */
    public TabularWorld(TabularRules rules, double discount) {
        if (!(discount > 0 && discount <= 1)) {
            throw new IllegalArgumentException("discount: expected above 0 and at most 1, received " + discount);
        }
        this.rules = rules;
        this.discount = (float) discount;
        int most = rules.actionNames().size();
        for (List<List<TabularRules.Outcome>> row : rules.table()) {
            for (List<TabularRules.Outcome> outcomes : row) {
                most = Math.max(most, outcomes.size());
            }
        }
        actions = most;
    }

    /** Puts a state into slot 0. */
    public TabularWorld at(int state) {
        if (state < 0 || state >= rules.states()) {
            throw new IllegalArgumentException("state: expected 0.." + (rules.states() - 1) + ", received " + state);
        }
        states[0] = state;
        pending[0] = DECIDING;
        return this;
    }

    @Override
    public void see(Observation seen) {
        if (!(seen instanceof Observation.StateObservation(int state))) {
            throw new IllegalArgumentException("observation: expected the number of a state, received " + seen);
        }
        at(state);
    }

    @Override
    public int actionCount() {
        return actions;
    }

    @Override
    public void reserve(int slots) {
        if (slots > states.length) {
            states = Arrays.copyOf(states, slots);
            pending = Arrays.copyOf(pending, slots);
        }
    }

    @Override
    public void evaluate(int slot, Leaf out) {
        if (pending[slot] == DECIDING) {
            Arrays.fill(out.legal, rules.actionNames().size(), actions, false);
            return;
        }
        List<TabularRules.Outcome> outcomes = rules.outcomes(states[slot], pending[slot]);
        out.chance = true;
        for (int i = 0; i < actions; i++) {
            out.legal[i] = i < outcomes.size();
            out.prior[i] = i < outcomes.size() ? (float) outcomes.get(i).probability() : 0f;
        }
    }

    @Override
    public void step(int from, int action, int to, Transition out) {
        boolean deciding = pending[from] == DECIDING;
        List<TabularRules.Outcome> outcomes = rules.outcomes(states[from], deciding ? action : pending[from]);
        if (deciding && outcomes.size() > 1) {
            states[to] = states[from];
            pending[to] = action;
            return;
        }
        TabularRules.Outcome outcome = outcomes.get(deciding ? 0 : action);
        states[to] = outcome.next();
        pending[to] = DECIDING;
        out.reward = (float) outcome.reward();
        out.discount = outcome.terminated() ? 0f : discount;
    }

    @Override
    public boolean exact() {
        return true;
    }

    @Override
    public long key(int slot) {
        return 1L + states[slot] * (long) (actions + 1) + pending[slot] + 1;
    }

    @Override
    public String actionName(int action) {
        return action < rules.actionNames().size() ? rules.actionNames().get(action) : "outcome " + action;
    }
}
