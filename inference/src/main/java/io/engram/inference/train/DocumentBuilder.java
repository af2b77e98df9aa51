package io.engram.inference.train;

import io.engram.inference.Tokenizer;
import java.util.Arrays;

/** A document in parts, each tokenised by itself. Belongs to one thread. */
public final class DocumentBuilder {
    private final Tokenizer tokenizer;
    private int[] tokens = new int[0];
    private float[] weights = new float[0];
    private int[] branches = new int[0];

    /** An empty document. */
    public DocumentBuilder(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * Adds a text in which spellings of special tokens are those tokens.
     *
     * @param first
     *            weight of its first token
     * @param rest
     *            weight of the others
     */
    public DocumentBuilder add(String text, float first, float rest) {
        return add(tokenizer.encode(text, true), first, rest);
    }

    /** Adds a text of somebody else: whatever it spells, it stays text. */
    public DocumentBuilder addForeign(String text, float weight) {
        return add(tokenizer.encode(text, false), weight, weight);
    }

    /** Adds tokens. */
    public DocumentBuilder add(int[] part, float first, float rest) {
        int n = tokens.length;
        tokens = Arrays.copyOf(tokens, n + part.length);
        System.arraycopy(part, 0, tokens, n, part.length);
        weights = Arrays.copyOf(weights, tokens.length);
        Arrays.fill(weights, n, weights.length, rest);
        if (part.length > 0) {
            weights[n] = first;
        }
        return this;
    }

    /** Begins a branch: what is added next follows what was added before the first branch. Its first token must have weight 0. */
    public DocumentBuilder branch() {
        branches = Arrays.copyOf(branches, branches.length + 1);
        branches[branches.length - 1] = tokens.length;
        return this;
    }

    /** Tokens so far. */
    public int length() {
        return tokens.length;
    }

    /** The document of all parts. */
    public Document build() {
        return new Document(tokens, weights, branches);
    }
}
