package io.engram.daemon.cli;

import io.engram.inference.KvType;
import io.engram.inference.LanguageModel;
import io.engram.inference.LoadOptions;
import io.engram.inference.SessionSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which model to load and with how many threads. */
final class LoadedModelOptions {
    @Option(names = "--model", required = true, paramLabel = "FILE", description = "A GGUF file.")
    Path model = Path.of("");

    @Option(names = "--threads", paramLabel = "T", description = "Threads that compute (default: all processors).")
    @Nullable
    Integer threads;

    @Option(names = "--lora", paramLabel = "FILE[=SCALE]", description = "A LoRA adapter in a GGUF file, and how strongly it counts (default: 1); may be given more than once.")
    List<String> adapters = new ArrayList<>();

    @Option(names = "--kv", paramLabel = "TYPE", defaultValue = "f32", description = "How keys and values of past tokens are kept: f32 (exact), f16 or q8 (a half or a quarter of the memory; default: ${DEFAULT-VALUE}).")
    String kv = "f32";

    /** Loads it; the caller closes it. */
    LanguageModel load() throws IOException {
        LoadOptions options = LoadOptions.defaults();
        if (threads != null) {
            if (threads < 1)
                throw new UsageException("--threads: expected >= 1, received " + threads);
            options = options.withThreads(threads);
        }
        options = options.withKv(kvType());
        List<SessionSettings.AdapterFile> files = new ArrayList<>();
        for (String adapter : adapters)
            files.add(adapter(adapter));
        options = options.withSessions(SessionSettings.defaults().withAdapters(files));
        return LanguageModel.load(ModelCommand.existing(model), options);
    }

    private KvType kvType() {
        for (KvType type : KvType.values())
            if (type.name().equalsIgnoreCase(kv))
                return type;
        throw new UsageException("--kv: expected f32, f16 or q8, received " + kv);
    }

    /** A scale is what follows the last equals sign, where that is a number; so file names may hold equals signs. */
    private static SessionSettings.AdapterFile adapter(String text) {
        int equals = text.lastIndexOf('=');
        float scale = 1;
        String file = text;
        if (equals > 0) {
            try {
                scale = Float.parseFloat(text.substring(equals + 1));
                file = text.substring(0, equals);
            } catch (NumberFormatException e) {
                scale = 1;
            }
        }
        if (!Float.isFinite(scale))
            throw new UsageException("--lora: expected a finite scale, received " + text);
        return new SessionSettings.AdapterFile(ModelCommand.existing(Path.of(file)), scale);
    }
}
