package io.engram.daemon.cli;

import io.engram.agent.spi.Scenario;
import io.engram.daemon.terminal.TextTable;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code engram scenarios}: what an agent can live in. */
@Command(name = "scenarios", sortOptions = false, optionListHeading = "%nOptions:%n", description = "Lists the scenarios that an agent can live in.")
final class ScenariosCommand implements Callable<Integer> {
    @Option(names = "--plugin", paramLabel = "JAR", description = "Find scenarios in this jar too.")
    private @Nullable Path plugin;

    @Option(names = "--json", description = "Print a JSON array.")
    private boolean json;

    private final CommandIo io;

    ScenariosCommand(CommandIo io) {
        this.io = io;
    }

    /** One element of {@code --json}. */
    record Entry(String name, String description) {
    }

    @Override
    public Integer call() {
        try (var finder = new ScenarioFinder(plugin)) {
            List<Entry> entries = finder.all().stream().map(ScenariosCommand::entry).toList();
            if (json) {
                io.json(entries);
            } else {
                var table = new TextTable(io.style());
                entries.forEach(entry -> table.row(entry.name(), entry.description()));
                io.lines(table.lines());
            }
        }
        return EngramCommand.DONE;
    }

    private static Entry entry(Scenario scenario) {
        return new Entry(scenario.name(), scenario.description());
    }
}
