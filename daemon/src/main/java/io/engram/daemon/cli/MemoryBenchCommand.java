package io.engram.daemon.cli;

import io.engram.memory.eval.MemoryBench;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code engram memory bench}: how memory behaves when it is large. */
@Command(name = "bench", sortOptions = false, optionListHeading = "%nOptions:%n", description = {
        "Measures one agent with many synthetic episodes: durable appends, heap per episode, recall time, time to open again.",
        "Takes minutes: 100,000 vectors are indexed."})
final class MemoryBenchCommand implements Callable<Integer> {
    @Option(names = "--episodes", paramLabel = "N", defaultValue = "100000", description = "How many (default: ${DEFAULT-VALUE}).")
    private int episodes;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final CommandIo io;

    MemoryBenchCommand(CommandIo io) {
        this.io = io;
    }

    @Override
    public Integer call() throws IOException {
        if (episodes < 1)
            throw new UsageException("--episodes: expected >= 1, received " + episodes);
        try (var folder = DataFolder.temporary()) {
            Map<String, Object> figures = MemoryBench.run(folder.path(), episodes, line -> io.err().println(line));
            if (json)
                io.json(figures);
            else
                io.lines(lines(figures));
        }
        return EngramCommand.DONE;
    }

    private static List<String> lines(Map<String, Object> figures) {
        List<String> lines = new ArrayList<>();
        figures.forEach((name, value) -> lines.add(String.format(Locale.ROOT, "%-34s %s", name.replace('_', ' '),
                value instanceof Double number ? String.format(Locale.ROOT, "%.3f", number) : value)));
        return lines;
    }
}
