package io.engram.planner;

import java.util.Arrays;

/** One way from the root to a leaf: the edges taken and the nodes they left. */
final class Path {
    int depth;
    int[] node = new int[64];
    int[] edge = new int[64];
    /** The node it ended in, or {@link Tree#UNEXPANDED} while its last edge still has to be made. */
    int leaf;

    void add(int from, int via) {
        if (depth == node.length) {
            node = Arrays.copyOf(node, depth * 2);
            edge = Arrays.copyOf(edge, depth * 2);
        }
        node[depth] = from;
        edge[depth++] = via;
    }
}
