package io.engram.planner;

import java.util.Arrays;
import java.util.List;

/**
 * The search core: select, expand, evaluate, backup. One instance is reused for many searches and allocates nothing per
 * simulation, except when storage grows.
 *
 * <p>
 * World slots: 0 is the root, 1 and 2 are scratch for the steps inside a macro, node i lives in slot i + 2.
 */
final class Search {
    static final int SCRATCH = 1;
    static final int FIRST_FREE_SLOT = 3;

    final Tree tree;
    final World world;
    final PlannerOptions options;
    final ValueScale scale;
    private final Selection selection;
    private final int actions;
    private final List<MacroAction> macros;
    private final int[][] macroSteps;
    private final float macroShare;
    private final Leaf leaf;
    private final Transition transition = new Transition();
    private int[] pathNode = new int[64];
    private int[] pathEdge = new int[64];
    private int reserved;

    long modelCalls;
    int maxDepth;
    long frontierHits;

    Search(Tree tree, World world, PlannerOptions options) {
        this.tree = tree;
        this.world = world;
        this.options = options;
        scale = new ValueScale(options.values());
        selection = new Selection(tree, options, scale);
        actions = world.actionCount();
        if (actions < 1) {
            throw new PlannerException("World.actionCount must be at least 1 but is " + actions);
        }
        macros = options.macros();
        macroSteps = new int[macros.size()][];
        double share = 1;
        for (int m = 0; m < macroSteps.length; m++) {
            MacroAction macro = macros.get(m);
            macroSteps[m] = macro.actions().stream().mapToInt(Integer::intValue).toArray();
            int largest = Arrays.stream(macroSteps[m]).max().getAsInt();
            if (largest >= actions) {
                throw new IllegalArgumentException(
                        "macro '" + macro.name() + "' needs actions below " + actions + " but has " + largest);
            }
            share += macro.weight();
        }
        macroShare = (float) (1 / share);
        leaf = new Leaf(actions);
    }

    /** Plants the root: judges slot 0 and makes its edges. */
    void plant(int expectedNodes) {
        tree.clear();
        ensureSlots(Math.max(1, expectedNodes));
        int root = tree.addNode(Tree.DECISION, 0, 1f);
        evaluate(root);
        if (tree.kind[root] == Tree.CHANCE) {
            throw new PlannerException("the root is a chance node: put a state in slot 0 where someone chooses");
        }
        if (tree.edgeCount[root] == 0) {
            throw new PlannerException("no legal action at the root: all " + actions + " actions are masked");
        }
    }

    /** One pass from the root to a leaf and back. */
    void simulate() {
        simulate(Tree.UNEXPANDED);
    }

    /**
     * One pass from the root to a leaf and back.
     *
     * @param rootEdge the edge to follow from the root, or {@link Tree#UNEXPANDED} to let the rule choose
     */
    void simulate(int rootEdge) {
        int depth = 0;
        int node = 0;
        while (tree.edgeCount[node] > 0) {
            int edge = depth == 0 && rootEdge >= 0 ? rootEdge : selection.select(node);
            if (depth == pathNode.length) {
                pathNode = Arrays.copyOf(pathNode, depth * 2);
                pathEdge = Arrays.copyOf(pathEdge, depth * 2);
            }
            pathNode[depth] = node;
            pathEdge[depth] = edge;
            depth++;
            int child = tree.child[edge];
            if (child == Tree.UNEXPANDED) {
                node = expand(node, edge, depth);
                break;
            }
            node = child;
        }
        if (depth > maxDepth) {
            maxDepth = depth;
        }
        if (tree.kind[node] == Tree.FRONTIER) {
            frontierHits++;
        }
        backup(node, depth);
    }

    /** Makes the edge's action and adds the node behind it. */
    private int expand(int parent, int edge, int depth) {
        int node = tree.nodes;
        int to = node + FIRST_FREE_SLOT - 1;
        ensureSlots(node + 1);
        int action = tree.action[edge];
        if (action < actions) {
            step(tree.slot[parent], action, to);
        } else {
            stepMacro(tree.slot[parent], action - actions, to);
        }
        tree.reward[edge] = transition.reward;
        tree.discount[edge] = transition.turnPasses ? -transition.discount : transition.discount;
        tree.failure[edge] = transition.failure;
        tree.child[edge] = node;
        float trust = tree.trust[parent] * transition.trust;
        if (transition.discount == 0f) {
            return tree.addNode(Tree.TERMINAL, to, trust);
        }
        boolean frontier = depth >= options.maxDepth() || trust < options.trustFloor();
        tree.addNode(frontier ? Tree.FRONTIER : Tree.DECISION, to, trust);
        evaluate(node);
        return node;
    }

    private void step(int from, int action, int to) {
        transition.reset();
        world.step(from, action, to, transition);
        modelCalls++;
        Checks.transition(transition, action);
    }

    /** The macro's steps through the two scratch slots, composed into {@link #transition}. */
    private void stepMacro(int from, int macro, int to) {
        int[] steps = macroSteps[macro];
        float reward = 0f;
        float discount = 1f;
        float trust = 1f;
        float safe = 1f;
        int at = from;
        int made = 0;
        boolean done = false;
        while (!done) {
            boolean last = made == steps.length - 1;
            int next = last ? to : at == SCRATCH ? SCRATCH + 1 : SCRATCH;
            step(at, steps[made], next);
            reward += discount * transition.reward;
            discount *= transition.discount;
            trust *= transition.trust;
            safe *= 1f - transition.failure;
            at = next;
            made++;
            done = last || transition.discount == 0f;
            if (!done && (transition.turnPasses || !world.isLegal(at, steps[made]))) {
                replay(from, steps, made, to);
                done = true;
            }
        }
        transition.reward = reward;
        transition.discount = discount;
        transition.trust = trust;
        transition.failure = 1f - safe;
    }

    /** A macro that stops early ends in a scratch slot; its prefix is made once more so that it ends in {@code to}. */
    private void replay(int from, int[] steps, int made, int to) {
        int at = from;
        for (int i = 0; i < made; i++) {
            int next = i == made - 1 ? to : at == SCRATCH ? SCRATCH + 1 : SCRATCH;
            step(at, steps[i], next);
            at = next;
        }
    }

    /** Judges a node's state and, where the search may go on, gives it its edges. */
    private void evaluate(int node) {
        leaf.reset();
        world.evaluate(tree.slot[node], leaf);
        modelCalls++;
        float sum = Checks.leaf(leaf, actions);
        tree.estimate[node] = leaf.value;
        tree.uncertainty[node] = leaf.uncertainty;
        if (tree.kind[node] == Tree.FRONTIER) {
            return;
        }
        if (leaf.chance) {
            tree.kind[node] = Tree.CHANCE;
        }
        boolean withMacros = !leaf.chance && !macros.isEmpty() && (node == 0 || options.macrosInside());
        float share = withMacros ? macroShare : 1f;
        int legal = 0;
        for (int a = 0; a < actions; a++) {
            legal += leaf.legal[a] ? 1 : 0;
        }
        float uniform = share / legal;
        for (int a = 0; a < actions; a++) {
            if (leaf.legal[a] && (!leaf.chance || leaf.prior[a] > 0f)) {
                tree.addEdge(node, a, sum > 0f ? share * (leaf.prior[a] / sum) : uniform);
            }
        }
        if (withMacros) {
            for (int m = 0; m < macroSteps.length; m++) {
                if (leaf.legal[macroSteps[m][0]]) {
                    tree.addEdge(node, actions + m, share * (float) macros.get(m).weight());
                }
            }
        }
    }

    /** Carries the leaf's estimate up the path, turning sign where the turn passes. */
    private void backup(int leafNode, int depth) {
        float value = tree.estimate[leafNode];
        float spread = tree.uncertainty[leafNode];
        if (tree.visits[leafNode]++ == 0) {
            tree.value[leafNode] = value;
        }
        for (int d = depth - 1; d >= 0; d--) {
            int edge = pathEdge[d];
            int node = pathNode[d];
            float discount = tree.discount[edge];
            value = tree.reward[edge] + discount * value;
            spread *= Math.abs(discount);
            int n = ++tree.edgeVisits[edge];
            float q = tree.q[edge] + (value - tree.q[edge]) / n;
            tree.q[edge] = q;
            scale.see(q);
            int visits = ++tree.visits[node];
            tree.value[node] += (value - tree.value[node]) / visits;
            tree.uncertainty[node] += (spread - tree.uncertainty[node]) / visits;
        }
    }

    /** Counts the root's own estimate as its first visit. */
    void seedRoot() {
        tree.visits[0] = 1;
        tree.value[0] = tree.estimate[0];
    }

    private void ensureSlots(int nodes) {
        int needed = nodes + FIRST_FREE_SLOT;
        if (needed > reserved) {
            reserved = Math.max(needed, Math.min(2 * reserved, SearchBudget.MOST_NODES + FIRST_FREE_SLOT));
            world.reserve(reserved);
        }
    }
}
