package io.engram.inference;

import io.engram.inference.gguf.GgufFile;
import io.engram.inference.gguf.GgufTensor;
import io.engram.inference.gguf.Metadata;
import io.engram.inference.transformer.ModelSpec;
import io.engram.inference.transformer.Transformer;
import io.engram.tensor.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A loaded model: weights in the mapped file, the threads that compute with them, and the file's tokenizer.
 *
 * <p>May be shared: any number of threads may hold sessions of one model; their forward passes take turns. Close it after
 * its sessions; a session of a closed model throws {@link IllegalStateException}.
 */
public final class LanguageModel implements AutoCloseable {
    private final GgufFile file;
    private final Transformer transformer;
    private final Optional<Tokenizer> tokenizer;
    private final LoadOptions options;
    private final ModelInfo info;

    private LanguageModel(GgufFile file, Transformer transformer, Optional<Tokenizer> tokenizer, LoadOptions options) {
        this.file = file;
        this.transformer = transformer;
        this.tokenizer = tokenizer;
        this.options = options;
        this.info = describe(file, transformer.spec());
    }

    /** Loads with {@link LoadOptions#defaults()}. */
    public static LanguageModel load(Path gguf) throws IOException {
        return load(gguf, LoadOptions.defaults());
    }

    /**
     * Maps a file and binds its weights.
     *
     * @throws ModelFormatException
     *             if the file is damaged or of a kind this engine does not run
     * @throws IOException
     *             if it cannot be read
     */
    public static LanguageModel load(Path gguf, LoadOptions options) throws IOException {
        GgufFile file = GgufFile.open(gguf);
        try {
            Optional<Tokenizer> tokenizer = Tokenizer.of(file.metadata());
            return new LanguageModel(file, Transformer.load(file, Kernels.best(), options.threads()), tokenizer,
                    options);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static ModelInfo describe(GgufFile file, ModelSpec spec) {
        Map<String, Integer> types = new HashMap<>();
        long parameters = 0;
        long bytes = 0;
        for (GgufTensor tensor : file.tensors()) {
            types.merge(tensor.type().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
            parameters += tensor.shape().elements();
            bytes += tensor.data().byteSize();
        }
        return new ModelInfo(name(file), spec.architecture(), spec.layers().size(), spec.embedding(), spec.vocabulary(),
                spec.contextLength(), spec.experts(), spec.expertsPerToken(), parameters, bytes, types);
    }

    private static String name(GgufFile file) {
        Metadata metadata = file.metadata();
        String fallback = file.source();
        try {
            return metadata.text("general.name").orElse(fallback);
        } catch (ModelFormatException e) {
            return fallback;
        }
    }

    /** What it is. */
    public ModelInfo info() {
        return info;
    }

    /** Number of token ids. */
    public int vocabularySize() {
        return transformer.spec().vocabulary();
    }

    /** How it was loaded. */
    public LoadOptions options() {
        return options;
    }

    /**
     * The file's tokenizer.
     *
     * @throws IllegalStateException
     *             if the file has no vocabulary; such a model is used with ids only
     */
    public Tokenizer tokenizer() {
        return tokenizer.orElseThrow(
                () -> new IllegalStateException(
                        info.name() + ": expected a vocabulary, but the file has none (no_vocab)"));
    }

    /** Whether {@link #tokenizer()} gives one. */
    public boolean hasTokenizer() {
        return tokenizer.isPresent();
    }

    /**
     * A new, empty sequence.
     *
     * @param contextLength
     *            at least 1; the most tokens it can hold. Memory is taken as the sequence grows.
     */
    public Session newSession(int contextLength) {
        if (contextLength < 1) {
            throw new IllegalArgumentException("contextLength: expected an integer >= 1, received " + contextLength);
        }
        return new Session(this, transformer, transformer.newSequence(contextLength));
    }

    /**
     * A session as {@link Session#save} wrote it; it goes on exactly as the saved one would have.
     *
     * @throws SessionFormatException
     *             if the file is damaged or was made with another model
     * @throws IOException
     *             if it cannot be read
     */
    public Session restoreSession(Path saved) throws IOException {
        return Session.of(this, transformer,
                SessionFile.read(saved, fingerprint(), vocabularySize(), transformer::newSequence));
    }

    /** Tells this model's file from others: a checksum of its header and of samples of its weights. */
    public long fingerprint() {
        return file.fingerprint();
    }

    /** Unmaps the file and ends the threads. */
    @Override
    public void close() {
        transformer.close();
        file.close();
    }
}
