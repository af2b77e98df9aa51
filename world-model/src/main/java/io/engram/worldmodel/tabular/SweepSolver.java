package io.engram.worldmodel.tabular;

import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * Values of all states by prioritized sweeping (Moore and Atkeson 1993): the state whose value is most out of date first.
 *
 * <p>{@code Q(s,a) = (1 - u) (mean over outcomes of r + gamma V) + u optimum + bonus}, with u the probability that this
 * pair still holds something new and the bonus of MBIE-EB in worlds of chance.
 */
final class SweepSolver {
    /** A value out of date by less than this share of the largest value is left alone. */
    private static final double PRECISION = 1e-5;

    private final Counts counts;
    private final TabularOptions options;
    private final int actions;
    private double[] value = new double[64];
    private double[] q = new double[64];
    private double[] urgency = new double[64];
    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private double optimum;
    private double exploration = 1;
    /** The largest value seen, for scaling. */
    private double size = 1e-9;
    /** The largest single reward, the unit of the bonus. */
    private double unit;
    /** The worst that something tried turned out to be worth; at most 0. */
    private double worst;

    /** A state that waits; stale when the state's urgency is another one. */
    private record Due(int state, double urgency) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byUrgency = Double.compare(other.urgency, urgency);
            return byUrgency != 0 ? byUrgency : Integer.compare(state, other.state);
        }
    }

    SweepSolver(Counts counts, TabularOptions options, double highestReward) {
        this.counts = counts;
        this.options = options;
        actions = counts.actions;
        optimum = Math.max(0, highestReward);
        unit = optimum;
        Arrays.fill(value, Double.NaN);
    }

    /** Takes notice of a reward above what the environment had declared, and of a good life. */
    void saw(double reward, double discountedReturn) {
        unit = Math.max(unit, Math.abs(reward));
        optimum = Math.max(optimum, Math.max(reward, discountedReturn));
    }

    void exploration(double scale) {
        if (scale == exploration)
            return;
        exploration = scale;
        solveAll();
    }

    double value(int state) {
        return state < value.length ? value[state] : unknown();
    }

    double q(int state, int action) {
        return q[state * actions + action];
    }

    /** What an action is worth that was never tried: between the best and the worst known, as exploration says. */
    double unknown() {
        return exploration * optimum + (1 - exploration) * worst;
    }

    /** Share by which the result of a pair is still taken to be the best there is. */
    double doubt(int tries) {
        return exploration * counts.newness(tries);
    }

    /** What is added for having tried a pair rarely. */
    double bonus(int tries) {
        return exploration * counts.chance() * options.beta() * unit / Math.sqrt(tries);
    }

    double optimum() {
        return optimum;
    }

    /** Makes room for a state and gives it a first value. */
    void enter(int state) {
        if (state >= value.length) {
            int length = Math.max(value.length * 2, state + 1);
            int from = value.length;
            value = Arrays.copyOf(value, length);
            urgency = Arrays.copyOf(urgency, length);
            q = Arrays.copyOf(q, length * actions);
            Arrays.fill(value, from, length, Double.NaN);
        } else if (q.length < value.length * actions) {
            q = Arrays.copyOf(q, value.length * actions);
        }
        backup(state);
    }

    /** A pair of this state changed: brings it and what depends on it up to date, as far as the budget goes. */
    void changed(int state) {
        raise(state, Double.MAX_VALUE);
        sweep(options.backupsPerStep());
    }

    /** Brings everything up to date, states in falling order of number again and again until nothing moves. */
    void solveAll() {
        due.clear();
        Arrays.fill(urgency, 0);
        for (int round = 0; round < 5000; round++) {
            double most = 0;
            for (int s = counts.states() - 1; s >= 0; s--)
                most = Math.max(most, backup(s));
            if (most < PRECISION * size)
                return;
        }
    }

    private void sweep(int budget) {
        for (int i = 0; i < budget && !due.isEmpty();) {
            Due next = due.poll();
            if (next.urgency != urgency[next.state])
                continue;
            urgency[next.state] = 0;
            i++;
            double change = backup(next.state);
            if (change < PRECISION * size)
                continue;
            Counts.IntList leading = counts.leadingTo(next.state);
            for (int k = 0; k < leading.size; k++) {
                int index = leading.items[k];
                Pair pair = counts.pair(index);
                if (pair != null)
                    raise(index / actions, change * share(pair, next.state));
            }
        }
    }

    private static double share(Pair pair, int next) {
        for (int i = 0; i < pair.size; i++)
            if (pair.next[i] == next)
                return pair.probability(i);
        return 0;
    }

    private void raise(int state, double by) {
        if (by <= urgency[state] || by < PRECISION * size)
            return;
        urgency[state] = by;
        due.add(new Due(state, by));
    }

    /** Computes a state's values anew; returns how much its value moved. */
    private double backup(int state) {
        double best = Double.NEGATIVE_INFINITY;
        for (int a = 0; a < actions; a++) {
            double worth = worth(state * actions + a);
            q[state * actions + a] = worth;
            if (worth > best && counts.isLegal(state, a))
                best = worth;
        }
        if (best == Double.NEGATIVE_INFINITY)
            best = 0;
        double before = value[state];
        value[state] = best;
        size = Math.max(size, Math.abs(best));
        return Double.isNaN(before) ? Math.abs(best) : Math.abs(best - before);
    }

    private double worth(int index) {
        Pair pair = counts.pair(index);
        if (pair == null)
            return unknown();
        double mean = 0;
        for (int i = 0; i < pair.size; i++)
            mean += pair.probability(i)
                    * (pair.reward(i) + (pair.next[i] < 0 ? 0 : options.gamma() * value[pair.next[i]]));
        worst = Math.min(worst, mean);
        double doubt = doubt(pair.total);
        return (1 - doubt) * mean + doubt * optimum + bonus(pair.total);
    }
}
