package io.engram.planner;

import java.util.random.RandomGenerator;

/**
 * Sequential halving over Gumbel-sampled root actions: which visit count is due at each simulation follows from the number of
 * simulations and of considered actions alone; among the edges with that count the one with the best noise + logit + sigma(q)
 * is visited.
 */
final class GumbelRoot {
    private final Tree tree;
    private final CompletedQ completedQ;
    private final Selection selection;
    private final float[] noise;
    private final int[] dueVisits;
    private int next;

    GumbelRoot(Tree tree, CompletedQ completedQ, Selection selection, PlannerOptions options, long simulations,
            RandomGenerator random) {
        if (simulations > 1 << 24) {
            throw new IllegalArgumentException("GUMBEL needs a budget with a limit on simulations of at most "
                    + (1 << 24) + " but it is " + simulations);
        }
        this.tree = tree;
        this.completedQ = completedQ;
        this.selection = selection;
        int count = tree.edgeCount[0];
        noise = new float[count];
        for (int i = 0; i < count; i++) {
            double u = 1 - random.nextDouble();
            noise[i] = (float) (options.gumbelScale() * -Math.log(-Math.log(u * (1 - 1e-12) + 1e-13)));
        }
        dueVisits = schedule(Math.min(options.consideredActions(), count), (int) simulations);
    }

    /** The visit count that is due at each simulation, [simulations]. */
    static int[] schedule(int considered, int simulations) {
        int[] due = new int[simulations];
        if (considered <= 1) {
            for (int i = 0; i < simulations; i++) {
                due[i] = i;
            }
            return due;
        }
        int rounds = (int) Math.ceil(Math.log(considered) / Math.log(2));
        int[] visits = new int[considered];
        int left = considered;
        int made = 0;
        while (made < simulations) {
            int extra = Math.max(1, simulations / (rounds * left));
            for (int k = 0; k < extra && made < simulations; k++) {
                for (int i = 0; i < left && made < simulations; i++) {
                    due[made++] = visits[i]++;
                }
            }
            left = Math.max(2, left / 2);
        }
        return due;
    }

    /** The root edge for the next simulation. */
    int select() {
        return bestAt(next < dueVisits.length ? dueVisits[next++] : Integer.MAX_VALUE);
    }

    /** After the search: the best of the most visited. */
    int choose() {
        return bestAt(Integer.MAX_VALUE);
    }

    private int bestAt(int due) {
        int first = tree.firstEdge[0];
        int count = tree.edgeCount[0];
        int wanted = 0;
        boolean anyUncut = false;
        for (int i = 0; i < count; i++) {
            boolean open = !selection.isCut(first + i);
            int n = tree.edgeVisits[first + i] + tree.inFlight[first + i];
            anyUncut |= open;
            if (open && n <= due) {
                wanted = Math.max(wanted, n);
            }
        }
        if (!anyUncut) {
            return Selection.leastRisk(tree, 0);
        }
        float[] scores = completedQ.scores(0);
        int best = -1;
        float bestScore = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            int n = tree.edgeVisits[first + i] + tree.inFlight[first + i];
            float score = noise[i] + scores[i];
            if (n == wanted && score > bestScore && !selection.isCut(first + i)) {
                bestScore = score;
                best = first + i;
            }
        }
        return best >= 0 ? best : selection.select(0, 0);
    }
}
