package io.engram.inference;

import io.engram.inference.gguf.GgufFile;
import io.engram.inference.gguf.GgufTensor;
import io.engram.inference.gguf.Metadata;
import io.engram.inference.transformer.Adapter;
import io.engram.inference.transformer.AdapterSet;
import io.engram.inference.transformer.ModelSpec;
import io.engram.inference.transformer.PackedFormatException;
import io.engram.inference.transformer.PackedWeights;
import io.engram.inference.transformer.SequenceState;
import io.engram.inference.transformer.Transformer;
import io.engram.tensor.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loaded model: weights in the mapped file, the threads that compute with them, and the file's tokenizer.
 *
 * <p>May be shared: any number of threads may hold sessions of one model; their forward passes take turns. Close it after
 * its sessions; a session of a closed model throws {@link IllegalStateException}.
 */
public final class LanguageModel implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LanguageModel.class);
    /** Rows that decode steps may add to a pass that holds a full piece of a prompt. */
    private static final int DECODE_ROWS = 64;
    /** Most works that wait for a pass; further callers block. */
    private static final int MOST_WAITING = 1024;

    private final GgufFile file;
    private final Transformer transformer;
    private final Optional<Tokenizer> tokenizer;
    private final LoadOptions options;
    private final ModelInfo info;
    private final BatchScheduler scheduler;
    private final @Nullable PromptCache cache;
    private final AdapterSet adapters;

    private LanguageModel(GgufFile file, Transformer transformer, Optional<Tokenizer> tokenizer, LoadOptions options,
            AdapterSet adapters) {
        this.scheduler = new BatchScheduler(transformer, options.prefillBatch() + DECODE_ROWS, MOST_WAITING);
        long cacheBytes = options.sessions().promptCacheBytes();
        this.cache = cacheBytes == 0 ? null : new PromptCache(cacheBytes);
        this.adapters = adapters;
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
     * Maps a file and binds its weights. If {@link #pack} has been called for it, nothing is rearranged again; a file of
     * rearranged weights that does not fit is left aside with one line in the log.
     *
     * @throws ModelFormatException
     *             if the file is damaged or of a kind this engine does not run
     * @throws IOException
     *             if it cannot be read
     */
    public static LanguageModel load(Path gguf, LoadOptions options) throws IOException {
        GgufFile file = GgufFile.open(gguf);
        Transformer transformer = null;
        try {
            Optional<Tokenizer> tokenizer = Tokenizer.of(file.metadata());
            Kernels kernels = Kernels.best();
            transformer = Transformer.load(file, kernels, options.threads(), options.kv(), packed(gguf, file, kernels));
            List<AdapterSet.Scaled> adapters = new ArrayList<>();
            for (SessionSettings.AdapterFile adapter : options.sessions().adapters()) {
                adapters.add(new AdapterSet.Scaled(Adapter.load(adapter.file(), transformer), adapter.scale()));
            }
            return new LanguageModel(file, transformer, tokenizer, options, AdapterSet.of(adapters));
        } catch (IOException | RuntimeException | Error e) {
            if (transformer != null) {
                transformer.close();
            }
            file.close();
            throw e;
        }
    }

    private static @Nullable PackedWeights packed(Path gguf, GgufFile file, Kernels kernels) throws IOException {
        Path packed = PackedWeights.beside(gguf);
        if (!Files.exists(packed)) {
            return null;
        }
        try {
            return PackedWeights.open(packed, file, kernels);
        } catch (PackedFormatException e) {
            LOG.warn("{}; the weights are rearranged anew", e.getMessage());
            return null;
        }
    }

    /**
     * Writes a model's matrices in the order that the kernels of this machine read them in, beside its file, so that later
     * loads only map them. Takes about as much space as the model; may be deleted at any time when no model is loaded
     * with it.
     *
     * @return the file, or empty if the weights are used as they are
     * @throws ModelFormatException
     *             if the model file is damaged
     * @throws IOException
     *             if a file cannot be read or written; nothing is left half-done
     */
    public static Optional<Path> pack(Path gguf, ModelFactory.ProgressListener listener) throws IOException {
        Path packed = PackedWeights.beside(gguf);
        try (GgufFile file = GgufFile.open(gguf)) {
            return PackedWeights.write(file, Kernels.best(), packed, listener) ? Optional.of(packed) : Optional.empty();
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

    /**
     * Takes prompts in and generates until the speed settles, at most for about {@code limit}: the first passes after a load
     * run at a fraction of the later speed, while the compiler works. Worth it where a process lives longer than one reply.
     *
     * @return the time it took
     */
    public Duration warmUp(Duration limit) {
        return ModelBench.warmUp(this, limit);
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

    /**
     * A chat template that the file carries, as Jinja text.
     *
     * @param variant
     *            empty for the main one, or a name such as {@code tool_use}
     * @throws ModelFormatException
     *             if it is no text
     */
    public Optional<String> chatTemplate(String variant) throws ModelFormatException {
        return file.metadata().text("tokenizer.chat_template" + (variant.isEmpty() ? "" : "." + variant));
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
        return newSession(SessionOptions.of(contextLength));
    }

    /** A new, empty sequence with adapters or a hook of its own. */
    public Session newSession(SessionOptions sessionOptions) {
        return new Session(this, sessionOptions);
    }

    /**
     * A session as {@link Session#save} wrote it; it goes on exactly as the saved one would have.
     *
     * @throws SessionFormatException
     *             if the file is damaged or was made with another model or other adapters than this model's own
     * @throws IOException
     *             if it cannot be read
     */
    public Session restoreSession(Path saved) throws IOException {
        return Session.of(this, SessionFile.read(saved, new SessionFile.Host() {
            @Override
            public long fingerprint() {
                return LanguageModel.this.fingerprint();
            }

            @Override
            public long adapters() {
                return adapters.fingerprint();
            }

            @Override
            public int vocabulary() {
                return vocabularySize();
            }

            @Override
            public SequenceState sequence(int contextLength) {
                return transformer.newSequence(contextLength);
            }

            @Override
            public Checkpoints checkpoints() {
                return new Checkpoints(options.sessions().checkpointBytes());
            }
        }));
    }

    /**
     * Reads a LoRA adapter for sessions of this model; see {@link SessionOptions#withAdapters}.
     *
     * @throws ModelFormatException
     *             if the file is damaged or was made for another model
     * @throws IOException
     *             if it cannot be read
     */
    public Adapter loadAdapter(Path gguf) throws IOException {
        return Adapter.load(gguf, transformer);
    }

    /** The adapters of sessions that do not choose: those of {@link SessionSettings#adapters}. */
    public AdapterSet adapters() {
        return adapters;
    }

    /** The prompts that sessions share; empty if the model was loaded without a cache. */
    public Optional<PromptCache> promptCache() {
        return Optional.ofNullable(cache);
    }

    /** How sessions have shared forward passes so far. */
    public BatchStatistics batchStatistics() {
        return scheduler.statistics();
    }

    @Nullable
    PromptCache sharedCache() {
        return cache;
    }

    BatchScheduler scheduler() {
        return scheduler;
    }

    Transformer transformer() {
        return transformer;
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
