package io.engram.planner;

/**
 * Proven values, after MCTS-Solver: what is known for certain is carried up and needs no more visits. Because visits then go
 * to what is still open, a node's value is kept from sinking below what its player can have for certain ({@link Tree#floor}).
 */
final class Proof {
    private static final float CLOSE = 1e-6f;

    private Proof() {
    }

    /**
     * Marks an edge whose child is proven, and looks whether the node's value has become certain with it: the edge reaches the
     * best possible return, or every edge is proven. If so the node's value becomes that value.
     */
    static boolean settle(Tree tree, int node, int edge, ValueBounds bounds) {
        tree.edgeProven[edge] = true;
        boolean chance = tree.kind[node] == Tree.CHANCE;
        if (!chance) {
            tree.floor[node] = Math.max(tree.floor[node], tree.q[edge]);
        }
        boolean won = !chance && tree.floor[node] >= bounds.high() - CLOSE;
        if (!won && !allProven(tree, node)) {
            return false;
        }
        tree.proven[node] = true;
        tree.value[node] = chance ? expectation(tree, node) : tree.floor[node];
        return true;
    }

    private static boolean allProven(Tree tree, int node) {
        for (int e = tree.firstEdge[node]; e < tree.firstEdge[node] + tree.edgeCount[node]; e++) {
            if (!tree.edgeProven[e]) {
                return false;
            }
        }
        return true;
    }

    private static float expectation(Tree tree, int node) {
        float mean = 0f;
        for (int e = tree.firstEdge[node]; e < tree.firstEdge[node] + tree.edgeCount[node]; e++) {
            mean += tree.prior[e] * tree.q[e];
        }
        return mean;
    }
}
