package io.engram.daemon.cli;

import io.engram.agent.adapter.ModelReranker;
import io.engram.inference.LanguageModel;
import io.engram.memory.Recall;
import io.engram.memory.RecallQuery;
import io.engram.memory.RecalledItem;
import io.engram.memory.Signal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code engram memory search}: recall, with the reasons. */
@Command(name = "search", sortOptions = false, parameterListHeading = "%n", optionListHeading = "%nOptions:%n", description = "Brings back what matters for a text, over all layers, and says why.")
final class MemorySearch implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "TEXT", description = "What to look for.")
    private String text = "";

    @Mixin
    private OpenMemory memory = new OpenMemory();

    @Option(names = "--limit", paramLabel = "N", defaultValue = "10", description = "Most items (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--rerank", paramLabel = "MODEL", description = "A GGUF file: its model reads the best twenty again, and how likely the text is after each of them counts too (default: the signals alone rank).")
    private @Nullable Path rerank;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final CommandIo io;

    MemorySearch(CommandIo io) {
        this.io = io;
    }

    /**
     * The shape of {@code --json}.
     *
     * @param rerankedBy the model that read the best again, or null
     */
    record Report(String agent, String query, List<RecalledItem> items, double embeddingMs, double searchingMs,
            @Nullable String rerankedBy) {
    }

    @Override
    public Integer call() throws IOException {
        RecallQuery query = query();
        if (rerank == null) {
            search(query, null);
        } else {
            try (LanguageModel model = LanguageModel.load(ModelCommand.existing(rerank))) {
                if (!model.hasTokenizer())
                    throw new CommandException(rerank + ": expected a vocabulary, the file has none");
                search(query.withReranker(new ModelReranker(model)), model.info().name());
            }
        }
        return EngramCommand.DONE;
    }

    private void search(RecallQuery query, @Nullable String model) {
        memory.read((open, agent) -> {
            open.awaitEmbeddings();
            Recall recall = open.recall(query);
            if (json)
                io.json(new Report(agent, text, recall.items(), recall.embedding().toNanos() / 1e6,
                        recall.searching().toNanos() / 1e6, model));
            else
                io.lines(lines(recall));
        });
    }

    private RecallQuery query() {
        try {
            return RecallQuery.of(text).withLimit(limit);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(String.valueOf(wrong.getMessage()));
        }
    }

    private List<String> lines(Recall recall) {
        var lines = new ArrayList<String>();
        for (RecalledItem item : recall.items()) {
            lines.add(String.format(Locale.ROOT, "%6.3f  ", item.score())
                    + io.style().cyan(item.layer().name().toLowerCase(Locale.ROOT) + " " + item.id()) + "  "
                    + item.text());
            lines.add("        "
                    + io.style().dim(item.why().stream().map(MemorySearch::reason).collect(Collectors.joining(" · "))
                            + " · from " + item.provenance().source() + " by " + item.provenance().writer()));
        }
        if (lines.isEmpty())
            lines.add("Nothing is remembered about this.");
        return lines;
    }

    private static String reason(Signal signal) {
        return String.format(Locale.ROOT, "%s %.3f", signal.name(), signal.contribution());
    }
}
