package io.engram.inference;

import io.engram.inference.grammar.Grammar;
import io.engram.inference.grammar.GrammarException;
import io.engram.inference.grammar.GrammarMatcher;
import io.engram.inference.grammar.GrammarToken;
import io.engram.inference.grammar.TokenMasks;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Collection;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * A form that generated text must have, so that it cannot be malformed: a JSON schema or a GBNF grammar, compiled once.
 *
 * <p>May be shared by threads, which then take turns; what one generation learned about the grammar (states, allowed tokens)
 * serves the next.
 */
public final class Constraint {
    private final GrammarMatcher matcher;
    private final Map<Tokenizer, TokenMasks> masks = new WeakHashMap<>();

    private Constraint(Grammar grammar) {
        this.matcher = new GrammarMatcher(grammar);
    }

    /**
     * A grammar in GBNF, whose start rule is {@code root}.
     *
     * @throws GrammarException
     *             if it cannot be honoured
     */
    public static Constraint ofGrammar(String gbnf) {
        return new Constraint(Grammar.ofGbnf(gbnf));
    }

    /**
     * A JSON schema.
     *
     * @throws GrammarException
     *             if it is none, or uses a keyword that cannot be honoured
     */
    public static Constraint ofJsonSchema(String schema) {
        return new Constraint(Grammar.ofJsonSchema(schema));
    }

    /**
     * The arguments of a tool call in XML style, from behind {@code <function=name>} to {@code </function>}: for each property
     * of an object's schema {@code <parameter=key>value</parameter>}, where strings stand as they are and everything else as
     * JSON.
     *
     * @throws GrammarException
     *             as in {@link #ofJsonSchema}, or if the schema is not one of an object with properties
     */
    public static Constraint ofXmlParameters(String schema) {
        return new Constraint(Grammar.ofXmlParameters(schema));
    }

    /**
     * Whether a whole text has the form.
     *
     * @throws GrammarException
     *             if the form names tokens, which a text does not have
     */
    public synchronized boolean accepts(String text) {
        return matcher.accepts(text);
    }

    /**
     * A place before the first token of a text.
     *
     * @throws GrammarException
     *             if the form names a token that the vocabulary does not have, or one that ends a text
     */
    public Cursor cursor(Tokenizer tokenizer) {
        synchronized (this) {
            masks(tokenizer);
        }
        return new Cursor(tokenizer);
    }

    private TokenMasks masks(Tokenizer tokenizer) {
        return masks.computeIfAbsent(tokenizer, t -> new TokenMasks(matcher, t.order(),
                matcher.tokens().stream().map(token -> ids(t, token)).toList()));
    }

    private static BitSet ids(Tokenizer tokenizer, GrammarToken token) {
        int id = token.spelling() == null ? token.id() : tokenizer.idOf(token.spelling()).orElse(-1);
        if (id < 0 || id >= tokenizer.size()) {
            throw new GrammarException("grammar",
                    "expected tokens of this vocabulary of " + tokenizer.size() + ", received " + token);
        }
        if (!token.negated() && tokenizer.isEnd(id)) {
            throw new GrammarException("grammar",
                    "expected tokens that something can follow, received " + token + ", which ends a text");
        }
        BitSet ids = new BitSet();
        ids.set(id);
        if (token.negated()) {
            ids.flip(0, tokenizer.size());
            tokenizer.endIds().forEach(ids::clear);
        }
        return ids;
    }

    /** A place in a text of the form. One thread at a time. */
    public final class Cursor implements TokenGuide {
        private final Tokenizer tokenizer;
        private GrammarMatcher.State state = matcher.start();

        private Cursor(Tokenizer tokenizer) {
            this.tokenizer = tokenizer;
        }

        /** Whether the text so far is whole. */
        public boolean complete() {
            return state.complete();
        }

        /** Whether nothing can follow but the end of the text. */
        @Override
        public boolean closed() {
            return state.closed();
        }

        /** Whether no text of the form begins with the text so far. */
        public boolean dead() {
            return state.closed() && !state.complete();
        }

        /** The logits with negative infinity for tokens that may not come next; end tokens may when the text is whole. */
        @Override
        public float[] mask(float[] logits) {
            return mask(logits, tokenizer.endIds());
        }

        /** The same with other tokens that may come when the text is whole. */
        public float[] mask(float[] logits, Collection<Integer> whenWhole) {
            TokenMasks.Mask allowed;
            synchronized (Constraint.this) {
                allowed = masks(tokenizer).allowed(state);
            }
            float[] masked = allowed.apply(logits);
            if (state.complete()) {
                for (int id : whenWhole) {
                    if (id < logits.length) {
                        masked[id] = logits[id];
                    }
                }
            }
            return masked;
        }

        /** Takes an allowed token; end tokens change nothing. */
        @Override
        public void accept(int id) {
            if (!tokenizer.isEnd(id)) {
                ByteArrayOutputStream text = new ByteArrayOutputStream();
                if (tokenizer.writes(id) || !state.namesTokens()) {
                    tokenizer.decode(id, text::write);
                }
                synchronized (Constraint.this) {
                    state = masks(tokenizer).after(state, id, text.toByteArray());
                }
            }
        }

        /** Takes text. */
        public void accept(String text) {
            synchronized (Constraint.this) {
                for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
                    state = matcher.step(state, b & 0xff);
                }
            }
        }
    }
}
