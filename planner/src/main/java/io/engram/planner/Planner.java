package io.engram.planner;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Plans in any {@link World}. Keeps its tree's storage between plans, so make one and use it again.
 *
 * <p>
 * One thread at a time. With the same world, options, generator state and a budget without time, the plan is the same.
 */
public final class Planner {
    private final LongSupplier nanoClock;
    private final Tree tree = new Tree();

    /** A planner on the system's clock. */
    public Planner() {
        this(System::nanoTime);
    }

    /** A planner on a clock of the caller's, in nanoseconds. */
    public Planner(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /**
     * Searches from the state in slot 0 until the budget is spent or nothing is left to decide.
     *
     * @param random draws root noise and, above temperature 0, the final choice
     * @throws PlannerException if the world gives something unusable, such as no legal action
     */
    public Plan plan(World world, SearchBudget budget, PlannerOptions options, RandomGenerator random) {
        long start = nanoClock.getAsLong();
        Search search = new Search(tree, world, options);
        BudgetMeter meter = new BudgetMeter(budget, nanoClock, start, world);
        search.plant((int) Math.min(Math.min(budget.simulations(), budget.nodes()), 4096));
        search.seedRoot();
        RootNoise.mix(tree, options, random);
        StopReason stop;
        long simulations = 0;
        do {
            search.simulate();
            simulations++;
            stop = meter.check(simulations, search.modelCalls, tree.nodes);
        } while (stop == null);
        int chosen = FinalChoice.edge(tree, options, random);
        return PlanReport.of(search, chosen, simulations, nanoClock.getAsLong() - start, stop);
    }
}
