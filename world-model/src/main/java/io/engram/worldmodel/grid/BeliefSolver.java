package io.engram.worldmodel.grid;

import java.util.Arrays;

/**
 * Values of the states that can be imagined from the present one, by dynamic programming on the learned rules: breadth
 * first expansion, then sweeps against the order of expansion until the values settle.
 *
 * <p>Expansion stops at {@code capacity} states, and before that at the depth from which even the best reward, discounted,
 * could not beat what was found already. The result stays valid while the world goes as imagined.
 */
final class BeliefSolver {
    private static final int SWEEPS = 20;
    private static final double SETTLED = 1e-3;

    private final Imagination imagination;
    private final int actions;
    private final int capacity;
    private final double optimum;
    private final double gamma;
    private final boolean mayPrune;
    private final States states = new States();
    private final int[] table;
    private int size;
    private int expanded;
    private final int[] depth;
    private final double[] value;
    private final double[] floor;
    /** {@code [state * actions + action]} */
    private final int[] child;
    private final float[] reward;
    private final float[] discount;

    BeliefSolver(Imagination imagination, int actions, int capacity, double optimum, double gamma, boolean mayPrune) {
        this.imagination = imagination;
        this.actions = actions;
        this.capacity = capacity;
        this.optimum = optimum;
        this.gamma = gamma;
        this.mayPrune = mayPrune;
        states.reserve(capacity + 1);
        table = new int[Integer.highestOneBit(capacity * 2) * 2];
        depth = new int[capacity];
        value = new double[capacity];
        floor = new double[capacity];
        child = new int[capacity * actions];
        reward = new float[capacity * actions];
        discount = new float[capacity * actions];
    }

    /** Number of states whose values are known since the last {@link #solve}. */
    int size() {
        return size;
    }

    void solve(States from, int slot) {
        Arrays.fill(table, -1);
        from.copy(slot, states, 0);
        size = 1;
        enter(0);
        depth[0] = 0;
        floor[0] = 0;
        expand();
        sweep();
    }

    private void expand() {
        double best = 0;
        int scratch = capacity;
        for (expanded = 0; expanded < size; expanded++) {
            int s = expanded;
            double reach = Math.pow(gamma, depth[s]);
            if (mayPrune && reach * optimum <= best)
                break;
            long key = states.key(s, imagination.map);
            floor[s] = s > 0 && imagination.revealing(key) ? imagination.revealWorth() : 0;
            best = Math.max(best, reach * floor[s]);
            for (int a = 0; a < actions; a++) {
                boolean moves = imagination.step(states, s, key, a, states, scratch);
                int edge = s * actions + a;
                reward[edge] = (float) imagination.reward;
                discount[edge] = (float) imagination.discount;
                best = Math.max(best, reach * imagination.reward);
                child[edge] = imagination.discount == 0 ? -1 : moves ? childOf(scratch, depth[s] + 1) : s;
            }
        }
        for (int s = expanded; s < size; s++)
            value[s] = 0;
    }

    /** The state in the scratch slot, entered when new; -1 when the capacity is used up. */
    private int childOf(int scratch, int atDepth) {
        int known = find(states.hash[scratch]);
        if (known >= 0 || size == capacity)
            return known;
        states.copy(scratch, states, size);
        depth[size] = atDepth;
        floor[size] = 0;
        enter(size);
        return size++;
    }

    private void sweep() {
        Arrays.fill(value, 0, size, 0);
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            double change = 0;
            for (int s = expanded - 1; s >= 0; s--) {
                double best = elsewhere(s);
                for (int a = 0; a < actions; a++)
                    best = Math.max(best, q(s, a, best));
                change = Math.max(change, best - value[s]);
                value[s] = best;
            }
            if (change < SETTLED * optimum)
                return;
        }
    }

    /** Value of a state by the actions that lead away from it. */
    private double elsewhere(int state) {
        double best = floor[state];
        for (int a = 0; a < actions; a++)
            if (child[state * actions + a] != state)
                best = Math.max(best, q(state, a, 0));
        return best;
    }

    /**
     * Value of an action. An action that leaves the state as it is is worth its reward now and then the best that leads
     * away: what is gained by a surprise is not gained again by waiting.
     */
    private double q(int state, int action, double elsewhere) {
        int edge = state * actions + action;
        int next = child[edge];
        if (next < 0)
            return reward[edge];
        return reward[edge] + discount[edge] * (next == state ? elsewhere : value[next]);
    }

    private void enter(int state) {
        int mask = table.length - 1;
        int i = (int) states.hash[state] & mask;
        while (table[i] >= 0)
            i = i + 1 & mask;
        table[i] = state;
    }

    /** The state with this hash, or -1. */
    int find(long hash) {
        int mask = table.length - 1;
        for (int i = (int) hash & mask; table[i] >= 0; i = i + 1 & mask)
            if (states.hash[table[i]] == hash)
                return table[i];
        return -1;
    }

    /** True when all actions of the state were tried out in imagination. */
    boolean isExpanded(int state) {
        return state < expanded;
    }

    double value(int state) {
        return value[state];
    }

    double q(int state, int action) {
        return q(state, action, elsewhere(state));
    }
}
