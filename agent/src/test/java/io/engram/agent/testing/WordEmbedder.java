package io.engram.agent.testing;

import io.engram.memory.Embedder;
import java.util.Locale;

/** A bag of hashed words: fast, exact, and near where words are shared. For tests that are not about meaning. */
public final class WordEmbedder implements Embedder {
    private static final int DIMENSIONS = 64;

    @Override
    public String id() {
        return "words";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public float[] embedDocument(String text) {
        float[] vector = new float[DIMENSIONS];
        for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1))
            vector[Math.floorMod(word.hashCode(), DIMENSIONS)]++;
        double norm = 0;
        for (float x : vector)
            norm += x * x;
        for (int i = 0; i < DIMENSIONS; i++)
            vector[i] /= (float) Math.sqrt(norm);
        return vector;
    }

    @Override
    public float[] embedQuery(String text) {
        return embedDocument(text);
    }
}
