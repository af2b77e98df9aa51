package io.engram.planner;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Plans in any {@link World}. Keeps its tree's storage between plans, so make one and use it again.
 *
 * <p>
 * One thread at a time. With the same world, options, generator state and a budget without time, the plan is the same.
 */
public final class Planner {
    private final LongSupplier nanoClock;
    private final SlotPool slots = new SlotPool();
    private final KeyTable keys = new KeyTable();
    private Tree tree = new Tree();
    private Tree spare = new Tree();
    /** What the tree was grown with, while it may be used again. */
    private @Nullable World grownIn;
    private @Nullable PlannerOptions grownWith;
    /** Node of the tree that the moves made since stand for. */
    private int reached;

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
     * @param random draws root noise, Gumbel noise and, above temperature 0, the final choice
     * @throws PlannerException if the world gives something unusable, such as no legal action
     */
    public Plan plan(World world, SearchBudget budget, PlannerOptions options, RandomGenerator random) {
        long start = nanoClock.getAsLong();
        boolean again = tryReuse(world, options);
        grownIn = null;
        Search search = new Search(tree, world, options, slots, keys);
        BudgetMeter meter = new BudgetMeter(budget, nanoClock, start, world);
        if (again) {
            search.resume();
        } else {
            search.plant((int) Math.min(Math.min(budget.simulations(), budget.nodes()), 4096));
        }
        int reused = again ? tree.nodes : 0;
        RootNoise.mix(tree, options, random);
        GumbelRoot gumbel = options.rule() == SelectionRule.GUMBEL
                ? new GumbelRoot(tree, search.completedQ, search.selection, options, budget.simulations(), random)
                : null;
        Stopping stopping = new Stopping(search, budget);
        long simulations = 0;
        StopReason stop = tree.proven[0] ? StopReason.PROVEN : null;
        while (stop == null) {
            simulations += search.simulate(gumbel, meter.passesLeft(simulations, tree.nodes));
            stop = meter.check(simulations, search.modelCalls, tree.nodes);
            if (stop == null) {
                stop = stopping.check(simulations);
            }
        }
        int chosen = FinalChoice.edge(search, gumbel, random);
        grownIn = world;
        grownWith = options;
        reached = 0;
        return PlanReport.of(search, gumbel != null, chosen, simulations, reused, nanoClock.getAsLong() - start, stop);
    }

    /**
     * Tells that an action was made (by anyone: call it for an opponent's moves and for nature's outcomes too), so that the next
     * plan may begin with what is known behind it. It does so with {@link PlannerOptions#withTreeReuse}, the same world and the
     * same options, and if the state that the caller puts in slot 0 is the one that was foreseen.
     */
    public void advance(int action) {
        if (grownIn == null) {
            return;
        }
        int next = Tree.UNEXPANDED;
        for (int e = tree.firstEdge[reached]; e < tree.firstEdge[reached] + tree.edgeCount[reached]; e++) {
            if (tree.action[e] == action) {
                next = tree.child[e];
            }
        }
        if (next == Tree.UNEXPANDED) {
            grownIn = null;
        } else {
            reached = next;
        }
    }

    /** Forgets the tree, so that the next plan starts from nothing. */
    public void forget() {
        grownIn = null;
    }

    /**
     * A picture of the tree of the last plan: the most visited edges of each node.
     *
     * @param depth levels below the root, at least 1
     * @param edges most edges shown at a node, at least 1
     * @throws IllegalStateException if nothing was planned since the last {@link #forget}
     */
    public PlanTree tree(int depth, int edges) {
        if (grownIn == null || grownWith == null) {
            throw new IllegalStateException("no tree to show: plan first");
        }
        return PlanTree.of(tree, grownIn, grownWith, depth, edges);
    }

    private boolean tryReuse(World world, PlannerOptions options) {
        if (grownIn != world || grownWith != options || !options.treeReuse() || !world.exact()) {
            return false;
        }
        boolean rootMacros = !options.macros().isEmpty() && !options.macrosInside();
        boolean usable = tree.kind[reached] == Tree.DECISION && tree.edgeCount[reached] > 0
                && !(rootMacros && reached != 0);
        long key = world.key(0);
        if (!usable || key == 0L || reached == 0 || key != world.key(tree.slot[reached])) {
            return false;
        }
        tree.copySubtree(reached, spare);
        Tree old = tree;
        tree = spare;
        spare = old;
        tree.slot[0] = 0;
        slots.keepOnly(tree);
        return true;
    }
}
