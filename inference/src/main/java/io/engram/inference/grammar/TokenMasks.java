package io.engram.inference.grammar;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Which tokens of a vocabulary the grammar allows next. A state's mask takes one walk over the vocabulary's byte
 * tree, which leaves out every subtree whose start the grammar refuses; it is kept as long as the state. One thread at a time.
 */
public final class TokenMasks {
    private final GrammarMatcher matcher;
    private final TokenOrder tokens;
    private final Map<GrammarMatcher.State, Mask> masks = new WeakHashMap<>();
    private final List<BitSet> named;

    /** Masks over a vocabulary, for a grammar that names none of its tokens. */
    public TokenMasks(GrammarMatcher matcher, TokenOrder tokens) {
        this(matcher, tokens, List.of());
    }

    /**
     * Masks over a vocabulary.
     *
     * @param named
     *            for each of the grammar's {@link GrammarMatcher#tokens} the ids it stands for; not changed later
     */
    public TokenMasks(GrammarMatcher matcher, TokenOrder tokens, List<BitSet> named) {
        this.matcher = matcher;
        this.tokens = tokens;
        this.named = named;
    }

    /** After a token: by its name, by its text, or by either where the grammar leaves it open. */
    public GrammarMatcher.State after(GrammarMatcher.State state, int id, byte[] text) {
        GrammarMatcher.State byText = state;
        for (byte b : text) {
            byText = matcher.step(byText, b & 0xff);
        }
        if (!state.namesTokens()) {
            return byText;
        }
        GrammarMatcher.State byName = matcher.stepToken(state, index -> named.get(index).get(id));
        boolean taken = byName.complete() || !byName.closed();
        return text.length == 0 && taken ? byName : matcher.either(byText, byName);
    }

    /** The tokens that may come next, as bits in words. Immutable. */
    public static final class Mask {
        private final long[] words;

        private Mask(BitSet allowed) {
            this.words = allowed.toLongArray();
        }

        /** Whether a token may come next. */
        public boolean allows(int id) {
            return id >> 6 < words.length && (words[id >> 6] >>> id & 1) != 0;
        }

        /** A copy of the logits with negative infinity for all tokens that may not come next. */
        public float[] apply(float[] logits) {
            float[] masked = new float[logits.length];
            for (int from = 0; from < logits.length; from += Long.SIZE) {
                int to = Math.min(logits.length, from + Long.SIZE);
                long word = from >> 6 < words.length ? words[from >> 6] : 0;
                if (word == -1) {
                    System.arraycopy(logits, from, masked, from, to - from);
                } else {
                    Arrays.fill(masked, from, to, Float.NEGATIVE_INFINITY);
                    for (long left = word; left != 0; left &= left - 1) {
                        int id = from + Long.numberOfTrailingZeros(left);
                        if (id < to) {
                            masked[id] = logits[id];
                        }
                    }
                }
            }
            return masked;
        }
    }

    /** The mask of a state. */
    public Mask allowed(GrammarMatcher.State state) {
        Mask known = masks.get(state);
        if (known == null) {
            BitSet allowed = state.takesBytes() ? walk(state) : new BitSet();
            for (int index : matcher.tokens(state)) {
                allowed.or(named.get(index));
            }
            known = new Mask(allowed);
            masks.put(state, known);
        }
        return known;
    }

    private BitSet walk(GrammarMatcher.State start) {
        BitSet mask = new BitSet();
        GrammarMatcher.State[] way = new GrammarMatcher.State[tokens.deepest() + 1];
        way[0] = start;
        int node = 0;
        while (node < tokens.nodes()) {
            int depth = tokens.depth(node);
            GrammarMatcher.State next = matcher.step(way[depth - 1], tokens.label(node));
            if (next.closed() && !next.complete()) {
                node = tokens.after(node);
                continue;
            }
            way[depth] = next;
            for (int token = tokens.firstToken(node); token < tokens.firstToken(node + 1); token++) {
                mask.set(tokens.id(token));
            }
            node++;
        }
        return mask;
    }
}
