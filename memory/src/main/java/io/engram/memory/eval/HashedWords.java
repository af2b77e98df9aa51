package io.engram.memory.eval;

import io.engram.memory.Embedder;
import io.engram.memory.recall.RecallIndex;

/**
 * Embeds a text as the sum of one pseudo-random sign vector per term: texts that share words lie close. 384 dimensions, a few
 * microseconds a text, deterministic. For measuring indexes, not for meaning.
 */
final class HashedWords implements Embedder {
    private static final int DIMENSIONS = 384;

    @Override
    public String id() {
        return "hashed-words";
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
        float[] sum = new float[DIMENSIONS];
        sum[0] = 1e-3f;
        for (String term : RecallIndex.terms(text)) {
            long state = term.hashCode();
            for (int i = 0; i < DIMENSIONS; i += Long.SIZE) {
                state += 0x9e3779b97f4a7c15L; // SplitMix64 (Steele, Lea and Flood 2014)
                long bits = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
                bits = (bits ^ (bits >>> 27)) * 0x94d049bb133111ebL;
                bits ^= bits >>> 31;
                for (int b = 0; b < Long.SIZE; b++) {
                    sum[i + b] += ((bits >>> b) & 1) == 0 ? -1 : 1;
                }
            }
        }
        double square = 0;
        for (float x : sum) {
            square += x * x;
        }
        for (int i = 0; i < DIMENSIONS; i++) {
            sum[i] /= (float) Math.sqrt(square);
        }
        return sum;
    }

    @Override
    public float[] embedQuery(String text) {
        return embedDocument(text);
    }
}
