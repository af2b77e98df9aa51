package io.engram.planner;

import org.jspecify.annotations.Nullable;

/**
 * The search core: select, expand, evaluate, backup. It allocates nothing per simulation, except when storage grows.
 *
 * <p>
 * World slots: 0 is the root, 1 and 2 are scratch for the steps inside a macro, every other node has one of its own.
 */
final class Search {
    static final int SCRATCH = 1;
    static final int FIRST_NODE_SLOT = 3;
    /** What a return counts that nobody trusts: a mean of such returns alone must still be one. */
    private static final double LEAST_WEIGHT = 1e-6;

    final Tree tree;
    final World world;
    final PlannerOptions options;
    final ValueScale scale;
    final CompletedQ completedQ;
    final Selection selection;
    private final SlotPool slots;
    private final KeyTable keys;
    private final MacroStepper macros;
    private final int actions;
    private final boolean exact;
    private final boolean graph;
    private final boolean constrained;
    private final double trustPower;

    private final Path[] paths;
    private final Leaf[] leaves;
    private final Transition[] transitions;
    private final int[] batchFrom;
    private final int[] batchAction;
    private final int[] batchTo;
    private final int[] batchPath;

    long modelCalls;
    int maxDepth;
    long frontierHits;
    long transpositionHits;

    Search(Tree tree, World world, PlannerOptions options, SlotPool slots, KeyTable keys) {
        this.tree = tree;
        this.world = world;
        this.options = options;
        this.slots = slots;
        this.keys = keys;
        scale = new ValueScale(options.values());
        completedQ = new CompletedQ(tree);
        selection = new Selection(tree, options, scale, completedQ);
        actions = world.actionCount();
        if (actions < 1) {
            throw new PlannerException("World.actionCount must be at least 1 but is " + actions);
        }
        macros = new MacroStepper(world, options.macros(), actions);
        exact = world.exact();
        graph = exact && options.transpositions();
        constrained = options.failureBound() < 1;
        trustPower = options.trustedBackups();
        int batch = options.batch();
        paths = new Path[batch];
        leaves = new Leaf[batch];
        transitions = new Transition[batch];
        for (int b = 0; b < batch; b++) {
            paths[b] = new Path();
            leaves[b] = new Leaf(actions);
            transitions[b] = new Transition();
        }
        batchFrom = new int[batch];
        batchAction = new int[batch];
        batchTo = new int[batch];
        batchPath = new int[batch];
    }

    /** Plants the root: judges slot 0 and makes its edges. */
    void plant(int expectedNodes) {
        tree.clear();
        keys.clear();
        slots.clear(world, expectedNodes);
        int root = tree.addNode(Tree.DECISION, 0, 1f);
        evaluateOne(root);
        if (tree.kind[root] == Tree.CHANCE) {
            throw new PlannerException("the root is a chance node: put a state in slot 0 where someone chooses");
        }
        tree.visits[root] = 1;
        tree.weight[root] = 1f;
        tree.value[root] = tree.estimate[root];
        remember(root, world.key(0));
    }

    /** Goes on with a tree whose root was searched before. */
    void resume() {
        for (int e = 0; e < tree.edges; e++) {
            if (tree.edgeVisits[e] > 0) {
                scale.see(tree.q[e]);
            }
        }
        if (graph) {
            keys.clear();
            for (int node = 0; node < tree.nodes; node++) {
                if (tree.kind[node] != Tree.TERMINAL) {
                    remember(node, world.key(tree.slot[node]));
                }
            }
        }
    }

    /** One pass from the root to a leaf and back; the rule chooses everywhere. */
    void simulate() {
        simulate(null, 1);
    }

    /**
     * Up to {@code most} passes whose leaves are judged together.
     *
     * @param root chooses the root edge, or null to let the rule choose
     * @return passes made, at least 1
     */
    int simulate(@Nullable GumbelRoot root, int most) {
        int passes = 0;
        int limit = Math.min(most, paths.length);
        while (passes < limit) {
            Path path = paths[passes];
            descend(path, root, passes);
            if (path.leaf == Tree.UNEXPANDED && passes > 0 && tree.inFlight[path.edge[path.depth - 1]] > 1) {
                land(path);
                break;
            }
            passes++;
        }
        expand(passes);
        for (int b = 0; b < passes; b++) {
            land(paths[b]);
            backup(paths[b]);
        }
        return passes;
    }

    /** Select: walks down to an edge that was never made, or to a node that nothing lies behind. */
    private void descend(Path path, @Nullable GumbelRoot root, int waiting) {
        path.depth = 0;
        int node = 0;
        while (tree.edgeCount[node] > 0 && !tree.proven[node] && path.depth < options.maxDepth()) {
            int edge = path.depth == 0 && root != null
                    ? root.select()
                    : selection.select(node, waiting == 0 ? 0 : inFlight(node));
            path.add(node, edge);
            tree.inFlight[edge]++;
            node = tree.child[edge];
            if (node == Tree.UNEXPANDED) {
                break;
            }
        }
        path.leaf = node;
        maxDepth = Math.max(maxDepth, path.depth);
    }

    private int inFlight(int node) {
        int sum = 0;
        for (int e = tree.firstEdge[node]; e < tree.firstEdge[node] + tree.edgeCount[node]; e++) {
            sum += tree.inFlight[e];
        }
        return sum;
    }

    /** Takes a path back out of the counts of what is in flight. */
    private void land(Path path) {
        for (int d = 0; d < path.depth; d++) {
            tree.inFlight[path.edge[d]]--;
        }
    }

    /** Expand: makes the last edge of every path that needs it and adds the nodes behind; then judges them together. */
    private void expand(int passes) {
        int single = 0;
        for (int b = 0; b < passes; b++) {
            Path path = paths[b];
            if (path.leaf == Tree.UNEXPANDED) {
                int edge = path.edge[path.depth - 1];
                int from = tree.slot[path.node[path.depth - 1]];
                int action = tree.action[edge];
                int to = slots.take(world);
                Transition transition = transitions[b];
                transition.reset();
                batchTo[b] = to;
                if (action >= actions) {
                    modelCalls += macros.step(from, action - actions, to, transition);
                } else if (passes == 1) {
                    world.step(from, action, to, transition);
                    modelCalls++;
                    Checks.transition(transition, action);
                } else {
                    batchPath[single] = b;
                    batchFrom[single] = from;
                    batchAction[single] = action;
                    single++;
                }
            }
        }
        if (single > 0) {
            stepTogether(single);
        }
        int judged = 0;
        for (int b = 0; b < passes; b++) {
            if (paths[b].leaf == Tree.UNEXPANDED && attach(paths[b], transitions[b], batchTo[b])) {
                batchPath[judged++] = b;
            }
        }
        if (judged == 1) {
            evaluateOne(paths[batchPath[0]].leaf);
        } else if (judged > 1) {
            evaluateTogether(judged);
        }
    }

    private void stepTogether(int count) {
        int[] to = new int[count];
        Transition[] out = new Transition[count];
        for (int i = 0; i < count; i++) {
            to[i] = batchTo[batchPath[i]];
            out[i] = transitions[batchPath[i]];
        }
        world.stepBatch(batchFrom, batchAction, to, out, count);
        modelCalls += count;
        for (int i = 0; i < count; i++) {
            Checks.transition(out[i], batchAction[i]);
        }
    }

    /** Writes what a step did onto its edge and adds the node behind; returns whether that node still has to be judged. */
    private boolean attach(Path path, Transition transition, int to) {
        int edge = path.edge[path.depth - 1];
        int parent = path.node[path.depth - 1];
        tree.reward[edge] = transition.reward;
        tree.discount[edge] = transition.turnPasses ? -transition.discount : transition.discount;
        tree.failure[edge] = transition.failure;
        float trust = tree.trust[parent] * transition.trust;
        if (transition.discount == 0f) {
            path.leaf = tree.addNode(Tree.TERMINAL, to, trust);
            tree.proven[path.leaf] = exact;
            tree.child[edge] = path.leaf;
            return false;
        }
        if (graph) {
            int known = keys.get(world.key(to));
            if (known >= 0 && tree.kind[known] != Tree.FRONTIER) {
                slots.giveBack(to);
                transpositionHits++;
                path.leaf = known;
                tree.child[edge] = known;
                return false;
            }
        }
        boolean frontier = path.depth >= options.maxDepth() || trust < options.trustFloor();
        path.leaf = tree.addNode(frontier ? Tree.FRONTIER : Tree.DECISION, to, trust);
        tree.child[edge] = path.leaf;
        if (!frontier) {
            remember(path.leaf, graph ? world.key(to) : 0L);
        }
        return true;
    }

    private void remember(int node, long key) {
        if (graph && key != 0L && keys.get(key) < 0) {
            keys.put(key, node);
        }
    }

    private void evaluateOne(int node) {
        leaves[0].reset();
        world.evaluate(tree.slot[node], leaves[0]);
        modelCalls++;
        furnish(node, leaves[0]);
    }

    private void evaluateTogether(int count) {
        for (int i = 0; i < count; i++) {
            batchTo[i] = tree.slot[paths[batchPath[i]].leaf];
            leaves[i].reset();
        }
        world.evaluateBatch(batchTo, leaves, count);
        modelCalls += count;
        for (int i = 0; i < count; i++) {
            furnish(paths[batchPath[i]].leaf, leaves[i]);
        }
    }

    /** Evaluate: writes the judgement onto the node and, where the search may go on, gives it its edges. */
    private void furnish(int node, Leaf leaf) {
        float sum = Checks.leaf(leaf, actions);
        tree.firstEdge[node] = tree.edges;
        tree.estimate[node] = leaf.value;
        tree.value[node] = leaf.value;
        tree.uncertainty[node] = leaf.uncertainty;
        if (tree.kind[node] == Tree.FRONTIER) {
            return;
        }
        boolean withMacros = !leaf.chance && macros.count() > 0 && (node == 0 || options.macrosInside());
        float share = withMacros ? macros.primitiveShare() : 1f;
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
        if (leaf.chance) {
            tree.kind[node] = Tree.CHANCE;
        } else {
            if (withMacros) {
                macros.addEdges(tree, node, leaf);
            }
            if (options.wideningFactor() > 0) {
                tree.sortByPrior(node);
            }
        }
    }

    /** Backup: carries the leaf's value up the path, turning its sign where the turn passes. */
    private void backup(Path path) {
        int leaf = path.leaf;
        boolean first = tree.visits[leaf] == 0;
        float value = first
                ? tree.estimate[leaf]
                : tree.edgeCount[leaf] > 0
                        ? tree.value[leaf]
                        : tree.kind[leaf] == Tree.TERMINAL ? 0f : tree.estimate[leaf];
        float weight = trustPower == 0 ? 1f : (float) Math.max(LEAST_WEIGHT, Math.pow(tree.trust[leaf], trustPower));
        float spread = tree.uncertainty[leaf];
        float risk = tree.risk[leaf];
        boolean settled = tree.proven[leaf];
        if (tree.kind[leaf] == Tree.FRONTIER) {
            frontierHits++;
        }
        if (first || tree.edgeCount[leaf] == 0) {
            tree.visits[leaf]++;
            tree.weight[leaf] += weight;
        }
        for (int d = path.depth - 1; d >= 0; d--) {
            int edge = path.edge[d];
            int node = path.node[d];
            int child = tree.child[edge];
            float discount = tree.discount[edge];
            if (graph || settled) {
                value = tree.kind[child] == Tree.TERMINAL ? 0f : tree.value[child];
            }
            value = tree.reward[edge] + discount * value;
            tree.edgeVisits[edge]++;
            float all = tree.edgeWeight[edge] += weight;
            float q = graph || settled ? value : tree.q[edge] + (value - tree.q[edge]) * weight / all;
            tree.q[edge] = q;
            scale.see(q);
            int visits = ++tree.visits[node];
            tree.weight[node] += weight;
            spread *= Math.abs(discount);
            tree.uncertainty[node] += (spread - tree.uncertainty[node]) / visits;
            if (constrained) {
                risk = tree.failure[edge] + (1f - tree.failure[edge]) * risk;
                tree.risk[node] += (risk - tree.risk[node]) / visits;
            }
            settled = settled && Proof.settle(tree, node, edge, options.values());
            if (!settled) {
                value = q < tree.floor[node] ? tree.floor[node] : value;
                tree.value[node] = graph
                        ? meanOverEdges(node)
                        : tree.value[node] + (value - tree.value[node]) * weight / tree.weight[node];
            }
        }
    }

    /** Where ways meet, a node's value is the visit-weighted mean of what its edges know now (KataGo's graph search). */
    private float meanOverEdges(int node) {
        float sum = tree.estimate[node];
        int visits = 1;
        for (int e = tree.firstEdge[node]; e < tree.firstEdge[node] + tree.edgeCount[node]; e++) {
            sum += tree.edgeVisits[e] * Math.max(tree.q[e], tree.floor[node]);
            visits += tree.edgeVisits[e];
        }
        return sum / visits;
    }
}
