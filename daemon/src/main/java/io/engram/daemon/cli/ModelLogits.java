package io.engram.daemon.cli;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.engram.inference.LanguageModel;
import io.engram.inference.LogitsReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code engram model logits}: what the model expects after each token of a prompt. */
@Command(name = "logits", sortOptions = false, optionListHeading = "%nOptions:%n", description = "Prints the likeliest next tokens at every position, with their natural-log probabilities over the whole vocabulary, and a greedy continuation.")
final class ModelLogits implements Callable<Integer> {
    @Mixin
    private LoadedModelOptions model = new LoadedModelOptions();

    @Option(names = "--tokens", required = true, split = ",", paramLabel = "ID[,ID…]", description = "Ids of the prompt.")
    private List<Integer> tokens = new ArrayList<>();

    @Option(names = "--top", paramLabel = "K", defaultValue = "16", description = "Tokens per position (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(names = "--greedy", paramLabel = "N", defaultValue = "0", description = "Tokens that greedy decoding appends (default: ${DEFAULT-VALUE}).")
    private int greedy;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final CommandIo io;

    ModelLogits(CommandIo io) {
        this.io = io;
    }

    /**
     * The shape of {@code --json}.
     *
     * @param engine what computed it
     * @param tokens the prompt
     * @param top per position, pairs of id and natural-log probability, likeliest first
     * @param vocab number of ids
     * @param greedy ids appended
     */
    @JsonPropertyOrder({"engine", "tokens", "top", "vocab", "greedy"})
    record Report(String engine, List<Integer> tokens, List<List<List<Number>>> top, int vocab, List<Integer> greedy) {
    }

    @Override
    public Integer call() throws IOException {
        if (top < 0)
            throw new UsageException("--top: expected >= 0, received " + top);
        if (greedy < 0)
            throw new UsageException("--greedy: expected >= 0, received " + greedy);
        try (LanguageModel loaded = model.load()) {
            int bad = tokens.stream().filter(id -> id < 0 || id >= loaded.vocabularySize()).findFirst().orElse(0);
            if (bad < 0 || bad >= loaded.vocabularySize())
                throw new UsageException(
                        "--tokens: expected ids in [0, " + (loaded.vocabularySize() - 1) + "], received "
                                + bad);
            LogitsReport report = LogitsReport.of(loaded, tokens.stream().mapToInt(Integer::intValue).toArray(), top,
                    greedy);
            if (json)
                io.json(new Report(engine(), report.tokens(),
                        report.top().stream().map(row -> row.stream()
                                .map(c -> List.<Number>of(c.token(), c.logProbability())).toList()).toList(),
                        report.vocab(), report.greedy()));
            else
                io.lines(lines(report));
        }
        return EngramCommand.DONE;
    }

    private static @Nullable String version() {
        return ModelLogits.class.getPackage().getImplementationVersion();
    }

    private static String engine() {
        String version = version();
        return version == null ? "engram" : "engram " + version;
    }

    private static List<String> lines(LogitsReport report) {
        var lines = new ArrayList<String>();
        for (int i = 0; i < report.top().size(); i++) {
            var line = new StringBuilder(String.format(Locale.ROOT, "%5d  after %-7d", i, report.tokens().get(i)));
            for (LogitsReport.Candidate candidate : report.top().get(i))
                line.append(String.format(Locale.ROOT, "  %d %.4f", candidate.token(), candidate.logProbability()));
            lines.add(line.toString());
        }
        if (!report.greedy().isEmpty())
            lines.add("greedy " + report.greedy());
        return lines;
    }
}
