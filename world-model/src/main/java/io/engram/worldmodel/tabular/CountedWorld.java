package io.engram.worldmodel.tabular;

import io.engram.planner.Leaf;
import io.engram.planner.Transition;
import io.engram.planner.World;
import java.util.Arrays;
import java.util.List;

/**
 * What was counted, as the planner searches it. A pair with several outcomes leads to a chance node that stands for it; the
 * outcomes are that node's actions. What was never tried ends the imagination with its assumed worth and no trust.
 */
final class CountedWorld implements World {
    private static final int DECIDING = -1;
    /** Most outcomes of a chance node; of more, the first seen count. */
    private static final int OUTCOMES = 16;
    /** Prior: exp of the distance to the best value, in units of this share of the spread of the state's values. */
    private static final double PRIOR_TEMPERATURE = 0.05;

    private final Counts counts;
    private final SweepSolver solver;
    private final double gamma;
    private final List<String> names;
    private final int actions;
    private int[] states = new int[1];
    private int[] pending = {DECIDING};

    CountedWorld(Counts counts, SweepSolver solver, double gamma, List<String> names) {
        this.counts = counts;
        this.solver = solver;
        this.gamma = gamma;
        this.names = names;
        actions = counts.actions;
    }

    void root(int state) {
        states[0] = state;
        pending[0] = DECIDING;
    }

    @Override
    public int actionCount() {
        return Math.max(actions, OUTCOMES);
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
        if (pending[slot] == DECIDING)
            judge(states[slot], out);
        else
            chance(states[slot] * actions + pending[slot], out);
    }

    private void judge(int state, Leaf out) {
        double best = Double.NEGATIVE_INFINITY;
        double low = Double.POSITIVE_INFINITY;
        for (int a = 0; a < out.legal.length; a++) {
            out.legal[a] = a < actions && counts.isLegal(state, a);
            if (out.legal[a]) {
                best = Math.max(best, solver.q(state, a));
                low = Math.min(low, solver.q(state, a));
            }
        }
        double unit = Math.max(PRIOR_TEMPERATURE * (best - low), 1e-12);
        for (int a = 0; a < actions; a++)
            if (out.legal[a])
                out.prior[a] = (float) Math.exp((solver.q(state, a) - best) / unit);
        out.value = (float) solver.value(state);
    }

    private void chance(int index, Leaf out) {
        Pair pair = pair(index);
        out.chance = true;
        for (int i = 0; i < out.legal.length; i++) {
            out.legal[i] = i < pair.size;
            out.prior[i] = i < pair.size ? pair.count[i] : 0;
        }
        double value = 0;
        for (int i = 0; i < pair.size; i++)
            value += pair.probability(i)
                    * (pair.reward(i) + (pair.next[i] < 0 ? 0 : gamma * solver.value(pair.next[i])));
        out.value = (float) value;
    }

    private Pair pair(int index) {
        Pair pair = counts.pair(index);
        if (pair == null)
            throw new IllegalStateException("chance node: expected a pair that was tried, received pair " + index);
        return pair;
    }

    @Override
    public void step(int from, int action, int to, Transition out) {
        if (pending[from] != DECIDING) {
            follow(pair(states[from] * actions + pending[from]), action, to, out);
            return;
        }
        Pair pair = counts.pair(states[from] * actions + action);
        if (pair == null) {
            out.reward = (float) solver.unknown();
            out.discount = 0;
            out.trust = 0;
            return;
        }
        double doubt = solver.doubt(pair.total);
        if (pair.size == 1)
            follow(pair, 0, to, out);
        else {
            states[to] = states[from];
            pending[to] = action;
        }
        out.trust = (float) (1 - counts.newness(pair.total));
        out.reward = (float) ((1 - doubt) * out.reward + doubt * solver.optimum() + solver.bonus(pair.total));
        out.discount = (float) ((1 - doubt) * out.discount);
    }

    private void follow(Pair pair, int outcome, int to, Transition out) {
        states[to] = Math.max(0, pair.next[outcome]);
        pending[to] = DECIDING;
        out.reward = (float) pair.reward(outcome);
        out.discount = pair.next[outcome] < 0 ? 0 : (float) gamma;
    }

    @Override
    public boolean isLegal(int slot, int action) {
        return pending[slot] == DECIDING && counts.isLegal(states[slot], action);
    }

    @Override
    public long key(int slot) {
        return 1L + states[slot] * (long) (actions + 1) + pending[slot] + 1;
    }

    @Override
    public String actionName(int action) {
        return action < names.size() ? names.get(action) : "outcome " + action;
    }
}
