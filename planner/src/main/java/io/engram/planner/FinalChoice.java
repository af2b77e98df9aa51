package io.engram.planner;

import java.util.random.RandomGenerator;

/** Turns a searched root into one edge. */
final class FinalChoice {
    private FinalChoice() {
    }

    static int edge(Tree tree, PlannerOptions options, RandomGenerator random) {
        return options.temperature() == 0 ? mostVisited(tree) : draw(tree, options.temperature(), random);
    }

    /** Most visits, then the higher q, then the first. */
    static int mostVisited(Tree tree) {
        int first = tree.firstEdge[0];
        int end = first + tree.edgeCount[0];
        int best = first;
        for (int e = first + 1; e < end; e++) {
            int more = Integer.compare(tree.edgeVisits[e], tree.edgeVisits[best]);
            if (more > 0 || (more == 0 && tree.q[e] > tree.q[best])) {
                best = e;
            }
        }
        return best;
    }

    /** Draws with probability proportional to visits^(1/temperature), relative to the most visited so that nothing overflows. */
    private static int draw(Tree tree, double temperature, RandomGenerator random) {
        int first = tree.firstEdge[0];
        int count = tree.edgeCount[0];
        double most = tree.edgeVisits[mostVisited(tree)];
        double[] weights = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            weights[i] = Math.pow(tree.edgeVisits[first + i] / most, 1 / temperature);
            sum += weights[i];
        }
        double left = random.nextDouble() * sum;
        int last = mostVisited(tree);
        for (int i = 0; i < count; i++) {
            left -= weights[i];
            if (left < 0) {
                return first + i;
            }
        }
        return last;
    }
}
