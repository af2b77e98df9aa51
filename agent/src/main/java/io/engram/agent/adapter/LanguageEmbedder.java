package io.engram.agent.adapter;

import io.engram.memory.Embedder;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Embeds each text with the bge-small model of its language: Chinese where ideographs make up a good part of its letters, else
 * English. So a memory may hold both, and a question finds what was said in its own language.
 *
 * <p>Vectors have 512 dimensions; English ones fill the first 384. The two models know nothing of each other, so cosines across
 * languages lie near 0, below those of any related texts within one; a question in one language does not find what was said in
 * the other, unless words or names are the same.
 *
 * <p>A model is loaded when its first text comes (some 0.5 s, some 100 MB outside the heap). Thread-safe; {@link #close} waits
 * for running calls.
 */
public final class LanguageEmbedder implements Embedder, AutoCloseable {
    /** Length of the vectors. */
    public static final int DIMENSIONS = BgeModel.CHINESE.dimensions();

    /** One ideograph says about as much as so many letters. */
    private static final int LETTERS_PER_IDEOGRAPH = 3;

    private final Object lock = new Object();
    private final Map<BgeModel, BgeSmallEmbedder> models = new EnumMap<>(BgeModel.class); // guarded by lock
    private boolean closed; // guarded by lock

    private LanguageEmbedder() {
    }

    /** Loads nothing yet. */
    public static LanguageEmbedder open() {
        return new LanguageEmbedder();
    }

    /** Which model a text is for. */
    static BgeModel language(String text) {
        long ideographs = text.codePoints().filter(Character::isIdeographic).count();
        long letters = text.codePoints().filter(c -> Character.isLetter(c) && !Character.isIdeographic(c)).count();
        return ideographs * LETTERS_PER_IDEOGRAPH > letters ? BgeModel.CHINESE : BgeModel.ENGLISH;
    }

    private BgeSmallEmbedder model(String text) {
        BgeModel language = language(text);
        synchronized (lock) {
            if (closed)
                throw new IllegalStateException("the embedder is closed");
            return models.computeIfAbsent(language, l -> BgeSmallEmbedder.open(l, 1));
        }
    }

    @Override
    public String id() {
        return "bge-small-by-language";
    }

    @Override
    public String version() {
        return "en+zh-v1.5-onnx-q8-cls-1";
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public float[] embedDocument(String text) {
        return Arrays.copyOf(model(text).embedDocument(text), DIMENSIONS);
    }

    @Override
    public float[] embedQuery(String text) {
        return Arrays.copyOf(model(text).embedQuery(text), DIMENSIONS);
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            models.values().forEach(BgeSmallEmbedder::close);
        }
    }
}
