package io.engram.daemon.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code engram memory export}: one agent as one file. */
@Command(name = "export", sortOptions = false, parameterListHeading = "%n", optionListHeading = "%nOptions:%n", description = "Writes everything an agent remembers to one file. A later forget does not reach that file.")
final class MemoryExport implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "Where to; replaced if it is there.")
    private Path file = Path.of("");

    @Mixin
    private OpenMemory memory = new OpenMemory();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final CommandIo io;

    MemoryExport(CommandIo io) {
        this.io = io;
    }

    /** The shape of {@code --json}. */
    record Report(String agent, String file, long records, long bytes) {
    }

    @Override
    public Integer call() {
        memory.use((open, agent) -> {
            long records = open.exportTo(file);
            var report = new Report(agent, file.toString(), records, size());
            if (json)
                io.json(report);
            else
                io.lines(List.of(agent + ": " + records + " records, " + report.bytes() + " bytes in " + file));
        });
        return EngramCommand.DONE;
    }

    private long size() {
        try {
            return Files.size(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file + ": cannot be read", unreadable);
        }
    }
}
