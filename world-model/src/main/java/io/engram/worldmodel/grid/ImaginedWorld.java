package io.engram.worldmodel.grid;

import io.engram.planner.Leaf;
import io.engram.planner.Transition;
import io.engram.planner.World;

import java.util.List;

/**
 * The believed world as the planner searches it. Slot 0 is the present belief.
 *
 * <p>Leaf values and priors come from {@link BeliefSolver}, which is run when a state is first asked for after the belief
 * or the rules changed in a way that was not foreseen; a state outside its reach is judged by one imagined step in each
 * direction.
 */
final class ImaginedWorld implements World {
    /** Prior of an action: exp of its value difference to the best, in units of this share of the best reward (of ten
     * times the state's value where that is smaller). */
    private static final double PRIOR_TEMPERATURE = 0.03;
    /** Below this share of the best reward nothing known or unknown is worth going for. */
    private static final double NOTHING_WORTH = 0.002;

    private final GridRules rules;
    private final List<String> names;
    private final double optimum;
    private final Imagination imagination;
    private final BeliefSolver solver;
    private final States slots = new States();
    private final States scratch = new States();
    private final double[] q;
    private final int actions;
    private boolean stale = true;
    private boolean solved;
    private long solvedVersion;

    ImaginedWorld(GridRules rules, List<String> names, Imagination imagination, BeliefSolver solver, double optimum) {
        this.rules = rules;
        this.names = names;
        this.imagination = imagination;
        this.solver = solver;
        this.optimum = optimum;
        actions = rules.actions;
        q = new double[actions];
        slots.reserve(1);
        scratch.reserve(2);
    }

    /** The belief is new: imagination starts from it. */
    void anchor(BeliefMap belief) {
        System.arraycopy(belief.map, 0, imagination.map, 0, belief.map.length);
        slots.start(0, belief.pose, belief.self);
        stale = true;
        solved = false;
    }

    /**
     * The world made a step. When it went exactly as imagined and showed nothing new, slot 0 moves on and what was solved
     * stays valid; otherwise the belief is the new anchor.
     *
     * @param news true when cells were seen for the first time, or the belief was lost
     */
    void advance(int action, BeliefMap belief, boolean news) {
        if (!news) {
            imagination.step(slots, 0, action, scratch, 0);
            if (scratch.pose[0] == belief.pose && scratch.self[0] == belief.self && sameMap(belief)) {
                scratch.copy(0, slots, 0);
                if (imagination.curious)
                    solved = false; // what is rare changes with every step
                return;
            }
        }
        anchor(belief);
    }

    private boolean sameMap(BeliefMap belief) {
        for (int cell = 0; cell < belief.map.length; cell++)
            if (belief.map[cell] != imagination.map[cell]
                    && scratch.kind(0, cell, imagination.map) != belief.kind(cell))
                return false;
        for (int i = 0; i < scratch.count[0]; i++) {
            int change = scratch.change[i];
            if (belief.kind(change >>> 8) != (change & 255))
                return false;
        }
        return true;
    }

    void exploration(double scale) {
        if (imagination.exploration == scale)
            return;
        imagination.exploration = scale;
        solved = false;
    }

    private void solve() {
        if (solved && solvedVersion == rules.version()) {
            if (!stale || solver.find(slots.hash[0]) >= 0)
                return;
        }
        imagination.curious = false;
        solver.solve(slots, 0);
        if (solver.value(0) < NOTHING_WORTH * optimum) {
            imagination.curious = true;
            solver.solve(slots, 0);
        }
        solved = true;
        stale = false;
        solvedVersion = rules.version();
    }

    /** States whose values were solved last; 0 before the first search. */
    int solvedStates() {
        return solver.size();
    }

    @Override
    public int actionCount() {
        return actions;
    }

    @Override
    public void reserve(int count) {
        slots.reserve(count);
    }

    @Override
    public void evaluate(int slot, Leaf out) {
        solve();
        int state = solver.find(slots.hash[slot]);
        boolean known = state >= 0 && solver.isExpanded(state);
        double best = 0;
        for (int a = 0; a < actions; a++) {
            q[a] = known ? solver.q(state, a) : lookAhead(slot, a);
            best = a == 0 ? q[a] : Math.max(best, q[a]);
        }
        out.value = (float) (known ? solver.value(state) : Math.max(best, 0));
        double temperature = Math.max(1e-9, PRIOR_TEMPERATURE * Math.min(optimum, 10 * out.value));
        for (int a = 0; a < actions; a++)
            out.prior[a] = (float) Math.exp((q[a] - best) / temperature);
    }

    private double lookAhead(int slot, int action) {
        imagination.step(slots, slot, action, scratch, 1);
        int next = imagination.discount == 0 ? -1 : solver.find(scratch.hash[1]);
        return imagination.reward + (next < 0 ? 0 : imagination.discount * solver.value(next));
    }

    @Override
    public void step(int from, int action, int to, Transition out) {
        solve();
        imagination.step(slots, from, action, slots, to);
        out.reward = (float) imagination.reward;
        out.discount = (float) imagination.discount;
        out.trust = (float) imagination.trust;
    }

    @Override
    public long key(int slot) {
        return slots.hash[slot];
    }

    @Override
    public String actionName(int action) {
        return names.get(action);
    }
}
