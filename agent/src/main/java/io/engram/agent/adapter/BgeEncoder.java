package io.engram.agent.adapter;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The library's in-process encoder over a session of our own, so that its threads are bounded and it can be closed (the
 * library's ready-made class keeps one session per process for ever).
 */
final class BgeEncoder extends AbstractInProcessEmbeddingModel implements AutoCloseable {
    private static final String MODEL = "/bge-small-en-v1.5-q.onnx";
    private static final String TOKENIZER = "/bge-small-en-v1.5-q-tokenizer.json";

    private final OrtSession session;
    private final OnnxBertBiEncoder encoder;

    private BgeEncoder(OrtSession session, OnnxBertBiEncoder encoder) {
        super(Runnable::run);
        this.session = session;
        this.encoder = encoder;
    }

    /** Reads the model from its jar; 34 MB, some 0.3 s. */
    static BgeEncoder open(int threads) {
        // Read by the tokenizer's library in a static initialiser: no downloads, no usage report.
        if (System.getProperty("ai.djl.offline") == null)
            System.setProperty("ai.djl.offline", "true");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                InputStream model = resource(MODEL);
                InputStream tokenizer = resource(TOKENIZER)) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            OrtSession session = environment.createSession(model.readAllBytes(), options);
            return new BgeEncoder(session, new OnnxBertBiEncoder(environment, session, tokenizer, PoolingMode.CLS));
        } catch (OrtException e) {
            throw new IllegalStateException("embedding model " + MODEL + " cannot be loaded: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("embedding model " + MODEL + " cannot be read", e);
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream stream = BgeSmallEnV15QuantizedEmbeddingModel.class.getResourceAsStream(name);
        if (stream == null)
            throw new IOException("expected " + name + " in the embedding library's jar, found nothing");
        return stream;
    }

    /** A unit vector of 384 floats. */
    float[] encode(String text) {
        return embed(text).content().vector();
    }

    @Override
    protected OnnxBertBiEncoder model() {
        return encoder;
    }

    @Override
    protected Integer knownDimension() {
        return BgeSmallEmbedder.DIMENSIONS;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("embedding session cannot be closed: " + e.getMessage(), e);
        }
    }
}
