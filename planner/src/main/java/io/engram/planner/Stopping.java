package io.engram.planner;

import org.jspecify.annotations.Nullable;

/** Notices that more search cannot change the choice. */
final class Stopping {
    private final Tree tree;
    private final boolean allowed;
    private final boolean byVisits;
    private final long simulations;

    Stopping(Search search, SearchBudget budget) {
        tree = search.tree;
        PlannerOptions options = search.options;
        allowed = options.earlyStop() && options.temperature() == 0 && options.noiseFraction() == 0;
        byVisits = allowed && options.rule() != SelectionRule.GUMBEL && !search.world.exact()
                && options.failureBound() == 1
                && budget.simulations() != SearchBudget.UNLIMITED;
        simulations = budget.simulations();
    }

    @Nullable
    StopReason check(long made) {
        if (tree.proven[0]) {
            return StopReason.PROVEN;
        }
        if (allowed && tree.edgeCount[0] == 1) {
            return StopReason.FORCED;
        }
        return byVisits && lead() > simulations - made ? StopReason.DECIDED : null;
    }

    /** Visits by which the most visited root edge leads. */
    private int lead() {
        int most = 0;
        int second = 0;
        for (int e = tree.firstEdge[0]; e < tree.firstEdge[0] + tree.edgeCount[0]; e++) {
            int n = tree.edgeVisits[e];
            if (n > most) {
                second = most;
                most = n;
            } else if (n > second) {
                second = n;
            }
        }
        return most - second;
    }
}
