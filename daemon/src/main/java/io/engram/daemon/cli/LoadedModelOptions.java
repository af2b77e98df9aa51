package io.engram.daemon.cli;

import io.engram.inference.LanguageModel;
import io.engram.inference.LoadOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which model to load and with how many threads. */
final class LoadedModelOptions {
    @Option(names = "--model", required = true, paramLabel = "FILE", description = "A GGUF file.")
    Path model = Path.of("");

    @Option(names = "--threads", paramLabel = "T", description = "Threads that compute (default: all processors).")
    @Nullable
    Integer threads;

    /** Loads it; the caller closes it. */
    LanguageModel load() throws IOException {
        LoadOptions options = LoadOptions.defaults();
        if (threads != null) {
            if (threads < 1)
                throw new UsageException("--threads: expected >= 1, received " + threads);
            options = options.withThreads(threads);
        }
        return LanguageModel.load(ModelCommand.existing(model), options);
    }
}
