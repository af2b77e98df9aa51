package io.engram.inference;

import io.engram.inference.transformer.SequenceState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Prompts that sessions of one model have taken in, so that another session with the same first tokens does not compute them
 * again. A radix tree over token ids, as in SGLang (Zheng et al. 2024): common prefixes are held once.
 *
 * <p>A node holds a run of tokens with what attention remembers of them, position after position, so that any first part of
 * it can be used. Layers that every token overwrites are held only at the ends of nodes where a session made a checkpoint;
 * with such layers a prompt is reused up to the last such end. Sessions with other adapters have trees of their own.
 *
 * <p>Bounded by bytes; the run that was longest not used goes first, and never before what hangs on it. Values are copied in
 * and out: a session never shares memory with the cache. Safe for any number of threads; calls exclude each other while
 * they copy.
 */
public final class PromptCache {
    /** Most tokens of one node, so that memory is given back in small pieces. */
    private static final int MOST_TOKENS = 256;
    /** Rough cost of a node's objects. */
    private static final long OVERHEAD = 256;

    private final long mostBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, Node> roots = new HashMap<>();
    /** Least recently used first; a node always comes before its parent. */
    private final Map<Node, Node> byUse = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private long hits;
    private long misses;
    private long reused;
    private long evicted;

    /**
     * @param mostBytes
     *            most memory
     */
    PromptCache(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** A run of tokens after its parent's. */
    private static final class Node {
        private @Nullable Node parent;
        private final int[] tokens;
        /** {@code [tokens][position bytes]}. */
        private final byte[] positions;
        private byte @Nullable [] snapshot;
        private float @Nullable [] logits;
        private final Map<Integer, Node> children = new HashMap<>();

        Node(@Nullable Node parent, int[] tokens, byte[] positions) {
            this.parent = parent;
            this.tokens = tokens;
            this.positions = positions;
        }

        long bytes() {
            byte[] kept = snapshot;
            float[] values = logits;
            return OVERHEAD + positions.length + (long) Integer.BYTES * tokens.length + (kept == null ? 0 : kept.length)
                    + (values == null ? 0 : (long) Float.BYTES * values.length);
        }
    }

    /**
     * How the cache is doing.
     *
     * @param hits
     *            prompts of which it knew at least one token
     * @param misses
     *            the others
     * @param reusedTokens
     *            tokens that sessions took from it
     * @param bytes
     *            memory now
     * @param entries
     *            runs of tokens now
     * @param evicted
     *            runs dropped to stay within the bound
     */
    public record Statistics(long hits, long misses, long reusedTokens, long bytes, int entries, long evicted) {
    }

    /** What was found for a prompt: how many tokens, and the logits after them if they are the whole of it. */
    @SuppressWarnings("ArrayRecordComponent") // logits are shared, never compared
    record Found(int position, float @Nullable [] logits) {
    }

    /** How it is doing. */
    public Statistics statistics() {
        lock.lock();
        try {
            return new Statistics(hits, misses, reused, bytes, byUse.size(), evicted);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets everything. */
    public void clear() {
        lock.lock();
        try {
            roots.clear();
            byUse.clear();
            bytes = 0;
        } finally {
            lock.unlock();
        }
    }

    /** A way down the tree: nodes, and how many tokens of the last one. */
    private static final class Walk {
        private final List<Node> nodes = new ArrayList<>();
        private int position;
        /** Tokens of the last node that match. */
        private int last;
    }

    private Walk walk(long key, int[] tokens, int end) {
        Walk walk = new Walk();
        Node at = roots.get(key);
        while (at != null && walk.position < end) {
            Node next = at.children.get(tokens[walk.position]);
            if (next == null) {
                break;
            }
            int mismatch = Arrays.mismatch(next.tokens, 0, next.tokens.length, tokens, walk.position,
                    Math.min(end, walk.position + next.tokens.length));
            walk.last = mismatch < 0 ? next.tokens.length : mismatch;
            walk.nodes.add(next);
            walk.position += walk.last;
            at = walk.last == next.tokens.length ? next : null;
        }
        return walk;
    }

    /** Cuts a walk down to what a session can start from. */
    private static void usable(Walk walk, int end, boolean rewindable) {
        boolean whole = walk.position == end && !walk.nodes.isEmpty()
                && walk.last == walk.nodes.getLast().tokens.length && walk.nodes.getLast().logits != null;
        if (rewindable) {
            if (walk.position == end && !whole) {
                // Without logits the last token is needed again.
                walk.position--;
                walk.last--;
            }
            return;
        }
        while (!walk.nodes.isEmpty() && (walk.nodes.getLast().snapshot == null
                || walk.last != walk.nodes.getLast().tokens.length || (walk.position == end && !whole))) {
            walk.position -= walk.last;
            walk.nodes.removeLast();
            walk.last = walk.nodes.isEmpty() ? 0 : walk.nodes.getLast().tokens.length;
        }
    }

    /** How many tokens {@link #load} would give. */
    int matches(long key, int[] tokens, boolean rewindable) {
        lock.lock();
        try {
            Walk walk = walk(key, tokens, tokens.length);
            usable(walk, tokens.length, rewindable);
            return walk.position;
        } finally {
            lock.unlock();
        }
    }

    /** Puts the longest known prefix into an empty sequence. */
    Found load(long key, int[] tokens, SequenceState state) {
        lock.lock();
        try {
            int end = Math.min(tokens.length, state.capacity());
            Walk walk = walk(key, tokens, end);
            usable(walk, tokens.length, state.rewindable());
            if (walk.position <= 0) {
                misses++;
                return new Found(0, null);
            }
            hits++;
            reused += walk.position;
            int from = 0;
            for (Node node : walk.nodes) {
                int to = Math.min(walk.position, from + node.tokens.length);
                state.readPositions(from, to, ByteBuffer.wrap(node.positions));
                from = to;
            }
            Node last = walk.nodes.getLast();
            byte[] snapshot = last.snapshot;
            if (!state.rewindable() && snapshot != null) {
                state.readSnapshot(ByteBuffer.wrap(snapshot));
            }
            touch(last);
            return new Found(walk.position, walk.position == tokens.length ? last.logits : null);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes in what a session holds up to its last checkpoint, with all its checkpoints.
     *
     * @param tokens
     *            the session's, from the first on
     */
    void store(long key, int[] tokens, SequenceState state, Checkpoints checkpoints) {
        lock.lock();
        try {
            for (Checkpoints.Checkpoint checkpoint : checkpoints.all()) {
                int end = checkpoint.snapshot().position();
                Node node = extend(key, tokens, end, state);
                if (node == null) {
                    return;
                }
                bytes -= node.bytes();
                if (node.snapshot == null && !state.rewindable()) {
                    byte[] snapshot = new byte[Math.toIntExact(checkpoint.snapshot().bytes())];
                    checkpoint.snapshot().write(ByteBuffer.wrap(snapshot));
                    node.snapshot = snapshot;
                }
                node.logits = node.logits == null ? checkpoint.logits() : node.logits;
                bytes += node.bytes();
                touch(node);
                evict();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The node that ends exactly at {@code end} on the way of these tokens; null if it does not fit the bound. */
    private @Nullable Node extend(long key, int[] tokens, int end, SequenceState state) {
        Walk walk = walk(key, tokens, end);
        Node at = walk.nodes.isEmpty()
                ? roots.computeIfAbsent(key, k -> new Node(null, new int[0], new byte[0]))
                : walk.nodes.getLast();
        if (!walk.nodes.isEmpty() && walk.last < at.tokens.length) {
            at = split(at, walk.last);
        }
        long each = state.positionBytes();
        for (int from = walk.position; from < end;) {
            int to = Math.min(end, from + MOST_TOKENS);
            long size = each * (to - from);
            if (size > mostBytes || size > Integer.MAX_VALUE - 16) {
                return null;
            }
            ByteBuffer positions = ByteBuffer.allocate((int) size);
            state.writePositions(from, to, positions);
            Node next = new Node(at, Arrays.copyOfRange(tokens, from, to), positions.array());
            at.children.put(tokens[from], next);
            bytes += next.bytes();
            byUse.put(next, next);
            at = next;
            from = to;
        }
        return at;
    }

    /** Cuts a node in two; gives the first part, which takes its place. */
    private Node split(Node node, int length) {
        Node parent = node.parent;
        if (parent == null) {
            throw new IllegalStateException("the root has no tokens to split");
        }
        int each = node.positions.length / node.tokens.length;
        Node first = new Node(parent, Arrays.copyOf(node.tokens, length),
                Arrays.copyOf(node.positions, length * each));
        Node second = new Node(first, Arrays.copyOfRange(node.tokens, length, node.tokens.length),
                Arrays.copyOfRange(node.positions, length * each, node.positions.length));
        second.snapshot = node.snapshot;
        second.logits = node.logits;
        for (Node child : node.children.values()) {
            child.parent = second;
            second.children.put(child.tokens[0], child);
        }
        parent.children.put(first.tokens[0], first);
        first.children.put(second.tokens[0], second);
        byUse.remove(node);
        bytes += first.bytes() + second.bytes() - node.bytes();
        byUse.put(second, second);
        byUse.put(first, first);
        return first;
    }

    /** Marks a node and all above it as used, the deepest first, so that parents outlive children. */
    private void touch(Node node) {
        for (Node at = node; at != null && at.parent != null; at = at.parent) {
            byUse.get(at);
        }
    }

    private void evict() {
        while (bytes > mostBytes && !byUse.isEmpty()) {
            Node oldest = byUse.keySet().iterator().next();
            byUse.remove(oldest);
            bytes -= oldest.bytes();
            evicted++;
            if (oldest.parent != null) {
                oldest.parent.children.remove(oldest.tokens[0]);
            }
        }
    }
}
