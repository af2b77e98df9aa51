package io.engram.planner;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Turns a searched root into one edge. */
final class FinalChoice {
    private FinalChoice() {
    }

    static int edge(Search search, @Nullable GumbelRoot gumbel, RandomGenerator random) {
        Tree tree = search.tree;
        int favourite = mostVisitedOpen(search);
        int proven = bestProven(search);
        if (proven >= 0 && (favourite < 0 || tree.proven[0] || !outdoes(search, favourite, proven))) {
            return proven;
        }
        if (favourite < 0) {
            return Selection.leastRisk(tree, 0);
        }
        if (gumbel != null) {
            return gumbel.choose();
        }
        double temperature = search.options.temperature();
        return temperature == 0 ? favourite : draw(search, tree.edgeVisits[favourite], temperature, random, favourite);
    }

    /**
     * Whether an estimate is to be believed over a proof: it is higher by what chance may do to it with so few visits, in shares of
     * what is at stake, which is how much worse than the proof things may turn out. A proven edge gets no more visits, so that
     * without this those that are left go to worse edges until one of them, tried once or twice, looks better by chance.
     */
    private static boolean outdoes(Search search, int open, int proven) {
        Tree tree = search.tree;
        float low = search.scale.low();
        float factor = search.scale.factor();
        float sure = (tree.q[proven] - low) * factor;
        float estimate = (tree.q[open] - low) * factor;
        return estimate > sure + sure / Math.sqrt(Math.max(1, tree.edgeVisits[open]));
    }

    /** Most visits, then the higher q, then the first, among edges neither cut nor proven; -1 when there is none. */
    private static int mostVisitedOpen(Search search) {
        Tree tree = search.tree;
        int first = tree.firstEdge[0];
        int best = -1;
        for (int e = first; e < first + tree.edgeCount[0]; e++) {
            if (!search.selection.isCut(e) && !tree.edgeProven[e]) {
                int more = best < 0 ? 1 : Integer.compare(tree.edgeVisits[e], tree.edgeVisits[best]);
                if (more > 0 || (more == 0 && tree.q[e] > tree.q[best])) {
                    best = e;
                }
            }
        }
        return best;
    }

    /** The proven edge with the highest return; -1 when there is none. */
    private static int bestProven(Search search) {
        Tree tree = search.tree;
        int first = tree.firstEdge[0];
        int best = -1;
        for (int e = first; e < first + tree.edgeCount[0]; e++) {
            boolean eligible = tree.edgeProven[e] && !search.selection.isCut(e);
            if (eligible && (best < 0 || tree.q[e] > tree.q[best]
                    || (tree.q[e] == tree.q[best] && tree.edgeVisits[e] > tree.edgeVisits[best]))) {
                best = e;
            }
        }
        return best;
    }

    /** Draws with probability proportional to visits^(1/temperature), relative to the most visited so that nothing overflows. */
    private static int draw(Search search, double most, double temperature, RandomGenerator random, int otherwise) {
        Tree tree = search.tree;
        int first = tree.firstEdge[0];
        int count = tree.edgeCount[0];
        double[] weights = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            weights[i] = search.selection.isCut(first + i)
                    ? 0
                    : Math.pow(tree.edgeVisits[first + i] / Math.max(1, most), 1 / temperature);
            sum += weights[i];
        }
        double left = random.nextDouble() * sum;
        for (int i = 0; i < count; i++) {
            left -= weights[i];
            if (left < 0) {
                return first + i;
            }
        }
        return otherwise;
    }
}
