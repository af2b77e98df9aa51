package io.engram.planner;

import java.util.Arrays;

/**
 * The search tree as flat primitive arrays; no logic of any search in it. Node 0 is the root; a node's edges are consecutive
 * and hold legal actions only. Edge arrays hold what selection reads, so that looking at a node touches one stretch of memory.
 * Storage grows by doubling and is kept between searches.
 */
final class Tree {
    /** No node behind an edge yet. */
    static final int UNEXPANDED = -1;

    static final byte DECISION = 0;
    static final byte CHANCE = 1;
    /** The world ended here: worth 0, no edges. */
    static final byte TERMINAL = 2;
    /** Reached but not looked behind: too deep or not trusted; worth its estimate, no edges. */
    static final byte FRONTIER = 3;

    int nodes;
    int edges;

    // per node
    byte[] kind = new byte[64];
    int[] visits = new int[64];
    /** Mean return from here on, for the player who moves here; the model's estimate counts as the first visit. */
    float[] value = new float[64];
    /** The model's own estimate. */
    float[] estimate = new float[64];
    float[] uncertainty = new float[64];
    /** Sum of what the returns in {@link #value} count; {@link #visits} where all count alike. */
    float[] weight = new float[64];
    /** Product of trust from the root. */
    float[] trust = new float[64];
    int[] firstEdge = new int[64];
    int[] edgeCount = new int[64];
    /** Mean probability of breaking a hard constraint from here on. */
    float[] risk = new float[64];
    /** Whether {@link #value} is exact. */
    boolean[] proven = new boolean[64];
    /** The best return that is certain here: the highest proven edge. */
    float[] floor = new float[64];
    /** Where the world keeps this state. */
    int[] slot = new int[64];

    // per edge
    /** Index of the action, or the action count + index of the macro. */
    int[] action = new int[256];
    int[] child = new int[256];
    int[] edgeVisits = new int[256];
    /** Sum of what the returns in {@link #q} count; {@link #edgeVisits} where all count alike. */
    float[] edgeWeight = new float[256];
    /** Simulations of the current batch that went this way and are not back yet. */
    int[] inFlight = new int[256];
    float[] prior = new float[256];
    /** Mean of reward + discount * return behind, for the player who moves at the node. */
    float[] q = new float[256];
    float[] reward = new float[256];
    /** Negative when the turn passes. */
    float[] discount = new float[256];
    float[] failure = new float[256];
    /** Whether {@link #q} is exact. */
    boolean[] edgeProven = new boolean[256];

    void clear() {
        nodes = 0;
        edges = 0;
    }

    int addNode(byte nodeKind, int worldSlot, float nodeTrust) {
        if (nodes == kind.length) {
            growNodes();
        }
        int node = nodes++;
        kind[node] = nodeKind;
        visits[node] = 0;
        value[node] = 0f;
        estimate[node] = 0f;
        uncertainty[node] = 0f;
        weight[node] = 0f;
        trust[node] = nodeTrust;
        firstEdge[node] = edges;
        edgeCount[node] = 0;
        risk[node] = 0f;
        proven[node] = false;
        floor[node] = Float.NEGATIVE_INFINITY;
        slot[node] = worldSlot;
        return node;
    }

    /** Appends an edge to the node that was added last. */
    void addEdge(int node, int edgeAction, float edgePrior) {
        if (edges == action.length) {
            growEdges();
        }
        int edge = edges++;
        edgeCount[node]++;
        action[edge] = edgeAction;
        child[edge] = UNEXPANDED;
        edgeVisits[edge] = 0;
        edgeWeight[edge] = 0f;
        inFlight[edge] = 0;
        prior[edge] = edgePrior;
        q[edge] = 0f;
        reward[edge] = 0f;
        discount[edge] = 1f;
        failure[edge] = 0f;
        edgeProven[edge] = false;
    }

    /** Puts a node's edges in order of falling prior; equal ones stay in order. For nodes whose edges are all new. */
    void sortByPrior(int node) {
        int first = firstEdge[node];
        for (int i = first + 1; i < first + edgeCount[node]; i++) {
            int a = action[i];
            float p = prior[i];
            int j = i;
            while (j > first && prior[j - 1] < p) {
                action[j] = action[j - 1];
                prior[j] = prior[j - 1];
                j--;
            }
            action[j] = a;
            prior[j] = p;
        }
    }

    /** Estimated probability of breaking a hard constraint along an edge: now, or later behind it. */
    float edgeRisk(int edge) {
        int node = child[edge];
        return node < 0 ? 0f : failure[edge] + (1f - failure[edge]) * risk[node];
    }

    /**
     * Copies what lies behind {@code root} into {@code into}, which becomes a tree of its own. Nodes that were only reached and
     * not looked behind are left out; their edges keep what they know.
     */
    void copySubtree(int root, Tree into) {
        into.clear();
        int[] oldOf = new int[nodes];
        int[] newOf = new int[nodes];
        Arrays.fill(newOf, UNEXPANDED);
        oldOf[0] = root;
        newOf[root] = 0;
        int found = 1;
        for (int i = 0; i < found; i++) {
            int old = oldOf[i];
            int node = into.addNode(kind[old], slot[old], trust[old]);
            into.visits[node] = visits[old];
            into.value[node] = value[old];
            into.estimate[node] = estimate[old];
            into.uncertainty[node] = uncertainty[old];
            into.weight[node] = weight[old];
            into.risk[node] = risk[old];
            into.proven[node] = proven[old];
            into.floor[node] = floor[old];
            for (int e = firstEdge[old]; e < firstEdge[old] + edgeCount[old]; e++) {
                int copy = into.edges;
                into.addEdge(node, action[e], prior[e]);
                into.edgeVisits[copy] = edgeVisits[e];
                into.edgeWeight[copy] = edgeWeight[e];
                into.q[copy] = q[e];
                into.reward[copy] = reward[e];
                into.discount[copy] = discount[e];
                into.failure[copy] = failure[e];
                into.edgeProven[copy] = edgeProven[e];
                int next = child[e];
                if (next >= 0 && kind[next] != FRONTIER) {
                    if (newOf[next] == UNEXPANDED) {
                        newOf[next] = found;
                        oldOf[found++] = next;
                    }
                    into.child[copy] = newOf[next];
                }
            }
        }
    }

    private void growNodes() {
        int size = kind.length * 2;
        kind = Arrays.copyOf(kind, size);
        visits = Arrays.copyOf(visits, size);
        value = Arrays.copyOf(value, size);
        estimate = Arrays.copyOf(estimate, size);
        uncertainty = Arrays.copyOf(uncertainty, size);
        weight = Arrays.copyOf(weight, size);
        trust = Arrays.copyOf(trust, size);
        firstEdge = Arrays.copyOf(firstEdge, size);
        edgeCount = Arrays.copyOf(edgeCount, size);
        risk = Arrays.copyOf(risk, size);
        proven = Arrays.copyOf(proven, size);
        floor = Arrays.copyOf(floor, size);
        slot = Arrays.copyOf(slot, size);
    }

    private void growEdges() {
        int size = action.length * 2;
        action = Arrays.copyOf(action, size);
        child = Arrays.copyOf(child, size);
        edgeVisits = Arrays.copyOf(edgeVisits, size);
        edgeWeight = Arrays.copyOf(edgeWeight, size);
        inFlight = Arrays.copyOf(inFlight, size);
        prior = Arrays.copyOf(prior, size);
        q = Arrays.copyOf(q, size);
        reward = Arrays.copyOf(reward, size);
        discount = Arrays.copyOf(discount, size);
        failure = Arrays.copyOf(failure, size);
        edgeProven = Arrays.copyOf(edgeProven, size);
    }
}
