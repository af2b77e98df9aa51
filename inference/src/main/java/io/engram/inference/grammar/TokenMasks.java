package io.engram.inference.grammar;

import java.util.BitSet;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Which tokens of a vocabulary the grammar allows next. A state's mask takes one walk over the tokens in byte order, which
 * leaves out every run whose common start the grammar refuses; it is kept as long as the state. One thread at a time.
 */
public final class TokenMasks {
    private final GrammarMatcher matcher;
    private final TokenOrder tokens;
    private final Map<GrammarMatcher.State, BitSet> masks = new WeakHashMap<>();

    /** Masks over a vocabulary. */
    public TokenMasks(GrammarMatcher matcher, TokenOrder tokens) {
        this.matcher = matcher;
        this.tokens = tokens;
    }

    /** The allowed tokens; not to be changed. */
    public BitSet allowed(GrammarMatcher.State state) {
        BitSet known = masks.get(state);
        if (known == null) {
            known = new BitSet();
            walk(0, tokens.size(), 0, state, known);
            masks.put(state, known);
        }
        return known;
    }

    /** Tokens {@code from .. to - 1} share their first {@code depth} bytes, which led to {@code state}. */
    private void walk(int from, int to, int depth, GrammarMatcher.State state, BitSet mask) {
        int i = from;
        while (i < to && tokens.bytes(i).length == depth) {
            mask.set(tokens.id(i++));
        }
        while (i < to) {
            int b = tokens.bytes(i)[depth] & 0xff;
            int end = tokens.endOf(i, to, depth);
            GrammarMatcher.State next = matcher.step(state, b);
            if (next.complete() || !next.closed()) {
                walk(i, end, depth + 1, next, mask);
            }
            i = end;
        }
    }
}
