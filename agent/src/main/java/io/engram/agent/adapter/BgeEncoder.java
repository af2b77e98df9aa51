package io.engram.agent.adapter;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The library's in-process encoder over a session of our own, so that its threads are bounded and it can be closed (the
 * library's ready-made class keeps one session per process for ever).
 */
final class BgeEncoder extends AbstractInProcessEmbeddingModel implements AutoCloseable {
    private final BgeModel model;
    private final OrtSession session;
    private final OnnxBertBiEncoder encoder;

    private BgeEncoder(BgeModel model, OrtSession session, OnnxBertBiEncoder encoder) {
        super(Runnable::run);
        this.model = model;
        this.session = session;
        this.encoder = encoder;
    }

    /** Reads the model from its jar; 24 to 34 MB, some 0.3 s. */
    static BgeEncoder open(BgeModel which, int threads) {
        // Read by the tokenizer's library in a static initialiser: no downloads, no usage report.
        if (System.getProperty("ai.djl.offline") == null)
            System.setProperty("ai.djl.offline", "true");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                InputStream model = resource(which, which.model());
                InputStream tokenizer = resource(which, which.tokenizer())) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            OrtSession session = environment.createSession(model.readAllBytes(), options);
            return new BgeEncoder(which, session,
                    new OnnxBertBiEncoder(environment, session, tokenizer, PoolingMode.CLS));
        } catch (OrtException e) {
            throw new IllegalStateException("embedding model " + which.model() + " cannot be loaded: " + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("embedding model " + which.model() + " cannot be read", e);
        }
    }

    private static InputStream resource(BgeModel which, String name) throws IOException {
        InputStream stream = which.home().getResourceAsStream(name);
        if (stream == null)
            throw new IOException("expected " + name + " in the embedding library's jar, found nothing");
        return stream;
    }

    /** A unit vector. */
    float[] encode(String text) {
        return embed(text).content().vector();
    }

    @Override
    protected OnnxBertBiEncoder model() {
        return encoder;
    }

    @Override
    protected Integer knownDimension() {
        return model.dimensions();
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
