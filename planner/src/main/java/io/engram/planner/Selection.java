package io.engram.planner;

/**
 * The rules that choose an edge of a node. Each reads one stretch of the tree's edge arrays and writes nothing. Ties go to the
 * edge that comes first. An edge whose return is proven gets no more visits. Edges whose risk is above the failure bound are passed over while another one is left.
 */
final class Selection {
    private static final int NONE = -1;
    private final Tree tree;
    private final PlannerOptions options;
    private final ValueScale scale;
    private final CompletedQ completedQ;
    private final boolean constrained;
    private final float bound;
    private final boolean widening;

    Selection(Tree tree, PlannerOptions options, ValueScale scale, CompletedQ completedQ) {
        this.tree = tree;
        this.options = options;
        this.scale = scale;
        this.completedQ = completedQ;
        constrained = options.failureBound() < 1;
        bound = (float) options.failureBound();
        widening = options.wideningFactor() > 0;
    }

    /**
     * The edge to follow from an expanded node.
     *
     * @param waiting simulations in flight through this node
     */
    int select(int node, int waiting) {
        if (tree.kind[node] == Tree.CHANCE) {
            return selectOutcome(node);
        }
        int edge = switch (options.rule()) {
            case PUCT -> selectPuct(node, waiting);
            case UCT -> selectUct(node, waiting);
            case GUMBEL -> selectGumbel(node);
        };
        return edge == NONE ? leastRisk(tree, node) : edge;
    }

    boolean isCut(int edge) {
        return constrained && tree.edgeRisk(edge) > bound;
    }

    /** Worth a visit: not cut, and not known for certain already. */
    private boolean isOpen(int edge) {
        return !tree.edgeProven[edge] && !isCut(edge);
    }

    static int leastRisk(Tree tree, int node) {
        int best = tree.firstEdge[node];
        for (int e = best + 1; e < tree.firstEdge[node] + tree.edgeCount[node]; e++) {
            if (tree.edgeRisk(e) < tree.edgeRisk(best)) {
                best = e;
            }
        }
        return best;
    }

    /**
     * score = q' + p * sqrt(N) / (1 + n) * (c1 + log((N + c2 + 1) / c2)), q' the scaled return, and the node's own value where
     * an edge was never tried.
     */
    private int selectPuct(int node, int waiting) {
        int first = tree.firstEdge[node];
        int end = first + width(node);
        int visits = tree.visits[node] - 1 + waiting;
        double c2 = options.explorationBase();
        double growth = Math.log((visits + c2 + 1) / c2);
        float explore = (float) (Math.sqrt(Math.max(1, visits)) * (options.exploration() + growth));
        float low = scale.low();
        float factor = scale.factor();
        float untried = (tree.value[node] - low) * factor;
        int best = NONE;
        float bestScore = Float.NEGATIVE_INFINITY;
        for (int e = first; e < end; e++) {
            int n = tree.edgeVisits[e];
            float q = n == 0 ? untried : (tree.q[e] - low) * factor;
            float score = q + explore * tree.prior[e] / (1 + n + tree.inFlight[e]);
            if (score > bestScore && isOpen(e)) {
                bestScore = score;
                best = e;
            }
        }
        return best;
    }

    /** score = q' + c * sqrt(ln N / n); an untried edge first. */
    private int selectUct(int node, int waiting) {
        int first = tree.firstEdge[node];
        int end = first + width(node);
        float explore = (float) (options.exploration() * Math.sqrt(Math.log(Math.max(1, tree.visits[node] + waiting))));
        float low = scale.low();
        float factor = scale.factor();
        float untried = (tree.value[node] - low) * factor;
        int best = NONE;
        float bestScore = Float.NEGATIVE_INFINITY;
        for (int e = first; e < end; e++) {
            int n = tree.edgeVisits[e];
            int all = n + tree.inFlight[e];
            if (all == 0) {
                return e;
            }
            float q = n == 0 ? untried : (tree.q[e] - low) * factor;
            float score = q + explore / (float) Math.sqrt(all);
            if (score > bestScore && isOpen(e)) {
                bestScore = score;
                best = e;
            }
        }
        return best;
    }

    /** The edge whose visits are furthest behind the improved policy: pi'(a) - n / (1 + sum n). */
    private int selectGumbel(int node) {
        int first = tree.firstEdge[node];
        int count = tree.edgeCount[node];
        float[] policy = completedQ.improvedPolicy(node);
        int sum = 1;
        for (int i = 0; i < count; i++) {
            sum += tree.edgeVisits[first + i] + tree.inFlight[first + i];
        }
        int best = NONE;
        float bestScore = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            float score = policy[i] - (float) (tree.edgeVisits[first + i] + tree.inFlight[first + i]) / sum;
            if (score > bestScore && isOpen(first + i)) {
                bestScore = score;
                best = first + i;
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
            float score = tree.prior[e] / (1 + tree.edgeVisits[e] + tree.inFlight[e]);
            if (score > bestScore) {
                bestScore = score;
                best = e;
            }
        }
        return best;
    }

    /** Edges that are looked at: all, or the leading ones that progressive widening has opened. */
    private int width(int node) {
        int count = tree.edgeCount[node];
        if (!widening) {
            return count;
        }
        double open = Math
                .ceil(options.wideningFactor() * Math.pow(Math.max(1, tree.visits[node]), options.wideningPower()));
        return (int) Math.max(1, Math.min(count, open));
    }
}
