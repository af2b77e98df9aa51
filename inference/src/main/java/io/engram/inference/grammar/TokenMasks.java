package io.engram.inference.grammar;

import java.util.BitSet;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Which tokens of a vocabulary the grammar allows next. A state's mask takes one walk over the vocabulary's byte
 * tree, which leaves out every subtree whose start the grammar refuses; it is kept as long as the state. One thread at a time.
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
            known = walk(state);
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
