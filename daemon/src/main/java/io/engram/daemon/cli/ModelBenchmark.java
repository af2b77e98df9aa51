package io.engram.daemon.cli;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.engram.inference.BenchResult;
import io.engram.inference.LanguageModel;
import io.engram.inference.ModelBench;
import io.engram.inference.ModelInfo;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code engram model bench}: tokens per second. */
@Command(name = "bench", sortOptions = false, optionListHeading = "%nOptions:%n", description = "Measures tokens per second for a prompt and for generation; one more run warms up and is not counted.")
final class ModelBenchmark implements Callable<Integer> {
    @Mixin
    private LoadedModelOptions model = new LoadedModelOptions();

    @Option(names = "--prompt", paramLabel = "N", defaultValue = "128", description = "Prompt tokens (default: ${DEFAULT-VALUE}).")
    private int prompt;

    @Option(names = "--generate", paramLabel = "N", defaultValue = "64", description = "Generated tokens (default: ${DEFAULT-VALUE}).")
    private int generate;

    @Option(names = "--runs", paramLabel = "N", defaultValue = "5", description = "Counted runs (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed of the prompt's tokens (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final CommandIo io;

    ModelBenchmark(CommandIo io) {
        this.io = io;
    }

    /** The shape of {@code --json}. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Report(BenchResult.Spread prefillTps, BenchResult.Spread decodeTps) {
    }

    @Override
    public Integer call() throws IOException {
        if (prompt < 1 || generate < 1 || runs < 1)
            throw new UsageException("--prompt, --generate, --runs: expected >= 1, received " + prompt + ", " + generate
                    + ", " + runs);
        try (LanguageModel loaded = model.load()) {
            BenchResult result = new ModelBench(loaded).run(prompt, generate, runs, seed);
            if (json)
                io.json(new Report(result.prefillTps(), result.decodeTps()));
            else
                io.lines(lines(loaded.info(), loaded.options().threads(), result));
        }
        return EngramCommand.DONE;
    }

    private List<String> lines(ModelInfo info, int threads, BenchResult result) {
        return List.of(
                String.format(Locale.ROOT, "%s (%s), %,d MiB, %d threads, %d runs", info.name(), info.architecture(),
                        info.weightBytes() >> 20, threads, runs),
                line("prefill " + prompt, result.prefillTps()), line("decode " + generate, result.decodeTps()));
    }

    private static String line(String what, BenchResult.Spread spread) {
        return String.format(Locale.ROOT, "  %-14s %10.1f tokens/s   (%.1f to %.1f)", what, spread.median(),
                spread.min(),
                spread.max());
    }
}
