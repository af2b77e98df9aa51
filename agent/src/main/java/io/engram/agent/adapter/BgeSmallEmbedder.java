package io.engram.agent.adapter;

import io.engram.memory.Embedder;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * bge-small-v1.5, 8-bit, in this process: English (384 dimensions) or Chinese (512), some 10 ms a sentence on one core, no
 * network. {@link LanguageEmbedder} chooses between the two text by text.
 *
 * <p>The models were trained to find passages for questions: a question carries an instruction in front of it, a passage does not
 * (model cards of BAAI/bge-small-en-v1.5 and -zh-v1.5). Vectors are the normalised state of the first token. Texts beyond 510 tokens are
 * split, embedded part by part and averaged by the library.
 *
 * <p>Thread-safe; several threads embed at the same time. {@link #close} waits for running calls. Equal text gives the equal
 * vector on one machine; across processor types the 8-bit kernels may round differently in the last digits.
 */
public final class BgeSmallEmbedder implements Embedder, AutoCloseable {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final BgeModel model;
    private final BgeEncoder encoder;
    private boolean closed;

    private BgeSmallEmbedder(BgeModel model, BgeEncoder encoder) {
        this.model = model;
        this.encoder = encoder;
    }

    /**
     * Loads the English model with one thread of its own per call. Blocks for some 0.5 s, holds some 100 MB outside the heap.
     */
    public static BgeSmallEmbedder open() {
        return open(1);
    }

    /** Loads the Chinese model, otherwise as {@link #open()}. */
    public static BgeSmallEmbedder openChinese() {
        return open(BgeModel.CHINESE, 1);
    }

    /**
     * Loads the English model.
     *
     * @param threads threads that work on one text, at least 1
     */
    public static BgeSmallEmbedder open(int threads) {
        if (threads < 1)
            throw new IllegalArgumentException("threads: expected >= 1, received " + threads);
        return open(BgeModel.ENGLISH, threads);
    }

    static BgeSmallEmbedder open(BgeModel model, int threads) {
        return new BgeSmallEmbedder(model, BgeEncoder.open(model, threads));
    }

    @Override
    public String id() {
        return model.id();
    }

    @Override
    public String version() {
        return "onnx-q8-cls-1";
    }

    @Override
    public int dimensions() {
        return model.dimensions();
    }

    @Override
    public float[] embedDocument(String text) {
        return embed(text, "");
    }

    @Override
    public float[] embedQuery(String text) {
        return embed(text, model.instruction());
    }

    private float[] embed(String text, String instruction) {
        if (text.isBlank())
            throw new IllegalArgumentException("text: expected words, received a blank text");
        lock.readLock().lock();
        try {
            if (closed)
                throw new IllegalStateException("the embedder is closed");
            return encoder.encode(instruction + text);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (closed)
                return;
            closed = true;
            encoder.close();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
