package io.engram.planner;

/**
 * The rules that choose an edge of a node. Each reads one stretch of the tree's edge arrays and writes nothing. Ties go to the
 * edge that comes first.
 */
final class Selection {
    private final Tree tree;
    private final PlannerOptions options;
    private final ValueScale scale;

    Selection(Tree tree, PlannerOptions options, ValueScale scale) {
        this.tree = tree;
        this.options = options;
        this.scale = scale;
    }

    /** The edge to follow from an expanded node. */
    int select(int node) {
        if (tree.kind[node] == Tree.CHANCE) {
            return selectOutcome(node);
        }
        return options.rule() == SelectionRule.UCT ? selectUct(node) : selectPuct(node);
    }

    /**
     * score = q' + p * sqrt(N) / (1 + n) * (c1 + log((N + c2 + 1) / c2)), q' the scaled return and the node's own value where
     * an edge was never tried.
     */
    private int selectPuct(int node) {
        int first = tree.firstEdge[node];
        int end = first + tree.edgeCount[node];
        int visits = tree.visits[node] - 1;
        double c2 = options.explorationBase();
        double growth = visits < c2 / 64 ? 0 : Math.log((visits + c2 + 1) / c2);
        float explore = (float) (Math.sqrt(Math.max(1, visits)) * (options.exploration() + growth));
        float low = scale.low();
        float factor = scale.factor();
        float untried = (tree.value[node] - low) * factor;
        int best = first;
        float bestScore = Float.NEGATIVE_INFINITY;
        for (int e = first; e < end; e++) {
            int n = tree.edgeVisits[e];
            float q = n == 0 ? untried : (tree.q[e] - low) * factor;
            float score = q + explore * tree.prior[e] / (1 + n);
            if (score > bestScore) {
                bestScore = score;
                best = e;
            }
        }
        return best;
    }

    /** score = q' + c * sqrt(ln N / n); an untried edge first. */
    private int selectUct(int node) {
        int first = tree.firstEdge[node];
        int end = first + tree.edgeCount[node];
        float logVisits = (float) (options.exploration() * Math.sqrt(Math.log(Math.max(1, tree.visits[node]))));
        float low = scale.low();
        float factor = scale.factor();
        int best = first;
        float bestScore = Float.NEGATIVE_INFINITY;
        for (int e = first; e < end; e++) {
            int n = tree.edgeVisits[e];
            if (n == 0) {
                return e;
            }
            float score = (tree.q[e] - low) * factor + logVisits / (float) Math.sqrt(n);
            if (score > bestScore) {
                bestScore = score;
                best = e;
            }
        }
        return best;
    }

    /** The outcome that is most behind its probability: visits follow the distribution with less noise than drawing would have. */
    private int selectOutcome(int node) {
        int first = tree.firstEdge[node];
        int end = first + tree.edgeCount[node];
        int best = first;
        float bestScore = Float.NEGATIVE_INFINITY;
        for (int e = first; e < end; e++) {
            float score = tree.prior[e] / (1 + tree.edgeVisits[e]);
            if (score > bestScore) {
                bestScore = score;
                best = e;
            }
        }
        return best;
    }
}
