package io.engram.daemon.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.engram.daemon.terminal.TextTable;
import io.engram.memory.MemoryStats;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code engram memory stats}: how much an agent remembers. */
@Command(name = "stats", sortOptions = false, optionListHeading = "%nOptions:%n", description = "Counts what is in each layer of memory.")
final class MemoryStatsCommand implements Callable<Integer> {
    @Mixin
    private OpenMemory memory = new OpenMemory();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final CommandIo io;

    MemoryStatsCommand(CommandIo io) {
        this.io = io;
    }

    /** The shape of {@code --json}. */
    record Report(String agent, @JsonUnwrapped MemoryStats stats) {
    }

    @Override
    public Integer call() {
        memory.read((open, agent) -> {
            MemoryStats stats = open.stats();
            if (json)
                io.json(new Report(agent, stats));
            else
                io.lines(lines(agent, stats));
        });
        return EngramCommand.DONE;
    }

    private List<String> lines(String agent, MemoryStats stats) {
        return new TextTable(io.style()).row("agent", io.style().bold(agent))
                .row("episodic", String.format(Locale.ROOT, "%,d episodes, %,d of them lived", stats.episodes(),
                        stats.livedEpisodes()))
                .row("semantic", String.format(Locale.ROOT, "%,d facts, %,d regularities", stats.facts(),
                        stats.regularities()))
                .row("procedural", String.format(Locale.ROOT, "%,d skills in use, %,d retired", stats.skills(),
                        stats.retiredSkills()))
                .row("working", String.format(Locale.ROOT, "%,d items, %,d tokens", stats.workingItems(),
                        stats.workingTokens()))
                .row("vectors",
                        String.format(Locale.ROOT, "%,d, %,d waiting", stats.vectors(), stats.pendingEmbeddings()))
                .row("since sleep", String.format(Locale.ROOT, "%,d episodes", stats.unconsolidated()))
                .row("journal", String.format(Locale.ROOT, "%,d records", stats.journalSequence())).lines();
    }
}
