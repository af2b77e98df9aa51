package io.engram.planner;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Compares what was spent with what was allowed. */
final class BudgetMeter {
    private final SearchBudget budget;
    private final LongSupplier nanoClock;
    private final long start;
    private final long nanos;
    private final long nodes;
    private final World world;
    private final long tokensBefore;

    BudgetMeter(SearchBudget budget, LongSupplier nanoClock, long start, World world) {
        this.budget = budget;
        this.nanoClock = nanoClock;
        this.start = start;
        this.world = world;
        nanos = budget.nanos();
        nodes = Math.min(budget.nodes(), SearchBudget.MOST_NODES);
        tokensBefore = budget.tokens() == SearchBudget.UNLIMITED ? 0 : world.tokensSpent();
    }

    /** How many passes may be made together without going over; at least 1. */
    int passesLeft(long simulations, int treeNodes) {
        return (int) Math.max(1,
                Math.min(Math.min(budget.simulations() - simulations, nodes - treeNodes), Integer.MAX_VALUE));
    }

    /** The limit that is reached, or null. A pass adds at most one node, so one more must fit. */
    @Nullable
    StopReason check(long simulations, long modelCalls, int treeNodes) {
        if (simulations >= budget.simulations()) {
            return StopReason.SIMULATIONS;
        }
        if (modelCalls >= budget.modelCalls()) {
            return StopReason.MODEL_CALLS;
        }
        if (treeNodes >= nodes) {
            return StopReason.NODES;
        }
        if (budget.tokens() != SearchBudget.UNLIMITED && world.tokensSpent() - tokensBefore >= budget.tokens()) {
            return StopReason.TOKENS;
        }
        if (nanos != Long.MAX_VALUE && nanoClock.getAsLong() - start >= nanos) {
            return StopReason.TIME;
        }
        return null;
    }
}
