package io.engram.memory.testing;

import io.engram.memory.Embedder;
import io.engram.memory.recall.RecallIndex;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Embeds a text as the sum of one pseudo-random direction per term, so that texts that share words lie close. Deterministic,
 * counts its calls.
 */
public final class HashingEmbedder implements Embedder {
    private final String version;
    private final AtomicInteger documents = new AtomicInteger();

    public HashingEmbedder() {
        this("1");
    }

    public HashingEmbedder(String version) {
        this.version = version;
    }

    @Override
    public String id() {
        return "hashing";
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public int dimensions() {
        return 64;
    }

    /** How many documents were embedded. */
    public int documents() {
        return documents.get();
    }

    @Override
    public float[] embedDocument(String text) {
        documents.incrementAndGet();
        return embed(text);
    }

    @Override
    public float[] embedQuery(String text) {
        return embed(text);
    }

    private float[] embed(String text) {
        double[] sum = new double[dimensions()];
        sum[0] = 1e-3;
        for (String term : RecallIndex.terms(text)) {
            Random direction = new Random(term.hashCode() * 31L + version.hashCode());
            for (int i = 0; i < sum.length; i++) {
                sum[i] += direction.nextGaussian();
            }
        }
        double square = 0;
        for (double value : sum) {
            square += value * value;
        }
        float[] unit = new float[sum.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (sum[i] / Math.sqrt(square));
        }
        return unit;
    }
}
