package io.engram.inference.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The tokens of a vocabulary as a tree over their bytes, its nodes laid out depth first in flat arrays, so that a walk reads
 * them in order and leaves a subtree out by one jump. Immutable.
 */
public final class TokenOrder {
    /** Last byte of the way to each node. */
    private final byte[] label;
    /** Bytes on the way to each node, from 1. */
    private final short[] depth;
    /** The node after each node's subtree. */
    private final int[] after;
    /** The tokens of node {@code n} are {@code ids[first[n] .. first[n + 1])}. */
    private final int[] first;
    private final int[] ids;
    private final int deepest;

    /**
     * Sorts a vocabulary.
     *
     * @param size
     *            number of ids
     * @param bytes
     *            what a token writes, fewer than 32,768; nothing for tokens that no text has
     */
    public TokenOrder(int size, IntFunction<byte[]> bytes) {
        List<byte[]> texts = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        int total = 0;
        for (int id = 0; id < size; id++) {
            byte[] text = bytes.apply(id);
            boolean usable = text.length > 0 && text.length <= Short.MAX_VALUE;
            texts.add(text);
            if (usable) {
                order.add(id);
                total += text.length;
            }
        }
        order.sort(Comparator.comparing(texts::get, Arrays::compareUnsigned));
        byte[] labels = new byte[total];
        short[] depths = new short[total];
        int[] afters = new int[total];
        int[] firsts = new int[total + 1];
        ids = new int[order.size()];
        int[] open = new int[Short.MAX_VALUE + 1];
        int nodes = 0;
        int most = 0;
        byte[] before = {};
        for (int i = 0; i < ids.length; i++) {
            ids[i] = order.get(i);
            byte[] text = texts.get(ids[i]);
            int common = Math.max(0, Arrays.mismatch(before, text));
            boolean same = Arrays.equals(before, text);
            for (int d = same ? text.length : common; d < text.length; d++) {
                // The nodes that this one takes the place of are done.
                for (int deeper = d + 1; deeper <= before.length && d == common; deeper++) {
                    afters[open[deeper]] = nodes;
                }
                labels[nodes] = text[d];
                depths[nodes] = (short) (d + 1);
                firsts[nodes] = i;
                open[d + 1] = nodes++;
            }
            firsts[nodes] = i + 1;
            before = text;
            most = Math.max(most, text.length);
        }
        for (int deeper = 1; deeper <= before.length; deeper++) {
            afters[open[deeper]] = nodes;
        }
        label = Arrays.copyOf(labels, nodes);
        depth = Arrays.copyOf(depths, nodes);
        after = Arrays.copyOf(afters, nodes);
        first = Arrays.copyOf(firsts, nodes + 1);
        deepest = most;
    }

    int nodes() {
        return label.length;
    }

    int label(int node) {
        return label[node] & 0xff;
    }

    int depth(int node) {
        return depth[node];
    }

    int after(int node) {
        return after[node];
    }

    int firstToken(int node) {
        return first[node];
    }

    int id(int token) {
        return ids[token];
    }

    /** Most bytes of a token. */
    int deepest() {
        return deepest;
    }
}
