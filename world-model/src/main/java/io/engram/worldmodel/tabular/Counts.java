package io.engram.worldmodel.tabular;

import io.engram.worldmodel.Observation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything counted: states by observation, outcomes by state and action, who leads to whom, and how often the n-th try of
 * a pair still showed something new. A pair's index is {@code state * actions + action}.
 */
final class Counts {
    /** Tries after which the share of news is no longer told apart. */
    static final int NEWS = 40;
    /** Weight of the guess that each further try shows news less often by {@link #FADING}. */
    private static final double GUESS = 2;
    private static final double FADING = 0.7;

    final int actions;
    private final int maxStates;
    private final Map<Observation, Integer> numbers = new HashMap<>();
    final List<Observation> observations = new ArrayList<>();
    private @Nullable Pair[] pairs = new @Nullable Pair[64];
    /** [state] pairs that lead here. */
    private final List<IntList> leading = new ArrayList<>();
    /** [state] illegal actions. */
    private final List<BitSet> illegal = new ArrayList<>();
    final long[] tries = new long[NEWS];
    final long[] news = new long[NEWS];
    private final double[] newness = new double[NEWS + 1];

    Counts(int actions, int maxStates) {
        this.actions = actions;
        this.maxStates = maxStates;
        judgeNewness();
    }

    /** The state's number, given out on first sight. */
    int state(Observation seen) {
        Integer known = numbers.get(seen);
        if (known != null)
            return known;
        if (observations.size() >= maxStates)
            return maxStates - 1;
        int state = observations.size();
        numbers.put(seen, state);
        observations.add(seen);
        leading.add(new IntList());
        illegal.add(new BitSet());
        if (pairs.length < (state + 1) * actions)
            pairs = Arrays.copyOf(pairs, Math.max(pairs.length * 2, (state + 1) * actions));
        return state;
    }

    int states() {
        return observations.size();
    }

    @Nullable
    Pair pair(int index) {
        return pairs[index];
    }

    IntList leadingTo(int state) {
        return leading.get(state);
    }

    boolean isLegal(int state, int action) {
        return !illegal.get(state).get(action);
    }

    void legal(int state, BitSet mask) {
        BitSet not = new BitSet();
        not.set(0, actions);
        not.andNot(mask);
        illegal.set(state, not);
    }

    /** Counts one lived step. */
    void add(int state, int action, int next, boolean terminated, double reward) {
        int index = state * actions + action;
        Pair pair = pairAt(index);
        int before = Math.min(pair.total, NEWS - 1);
        boolean fresh = pair.add(terminated ? ~next : next, 1, reward);
        tries[before]++;
        if (fresh) {
            news[before]++;
            if (!terminated)
                leading.get(next).add(index);
        }
        judgeNewness();
    }

    /** Puts saved counts back. */
    void restore(int index, int to, int times, double rewardSum) {
        boolean fresh = pairAt(index).add(to, times, rewardSum);
        if (fresh && to >= 0)
            leading.get(to).add(index);
    }

    private Pair pairAt(int index) {
        Pair pair = pairs[index];
        if (pair == null) {
            pair = new Pair();
            pairs[index] = pair;
        }
        return pair;
    }

    /** Probability that the next try of a pair shows something new after {@code n} tries; 1 before the first. */
    double newness(int n) {
        return newness[Math.min(n, NEWS)];
    }

    void judgeNewness() {
        newness[0] = 1;
        double guess = 0.5;
        for (int n = 1; n < NEWS; n++) {
            newness[n] = Math.min(newness[n - 1], (news[n] + GUESS * guess) / (tries[n] + GUESS));
            guess = newness[n] * FADING;
        }
        newness[NEWS] = 0;
    }

    /** Whether this world draws lots: a second try often shows something else than the first. */
    double chance() {
        return newness[1];
    }

    void clear() {
        numbers.clear();
        observations.clear();
        leading.clear();
        illegal.clear();
        Arrays.fill(pairs, null);
        Arrays.fill(tries, 0);
        Arrays.fill(news, 0);
        judgeNewness();
    }

    /** A growing list of numbers. */
    static final class IntList {
        int[] items = new int[4];
        int size;

        void add(int item) {
            if (size == items.length)
                items = Arrays.copyOf(items, size * 2);
            items[size++] = item;
        }
    }
}
