package io.engram.daemon.cli;

import io.engram.memory.transfer.ExportHeader;
import io.engram.memory.transfer.ExportReader;
import io.engram.memory.transfer.ImportReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code engram memory import}: takes in what {@code memory export} wrote. */
@Command(name = "import", sortOptions = false, parameterListHeading = "%n", optionListHeading = "%nOptions:%n", description = {
        "Takes the memory of a file into an agent. The one named with --agent is made if it is not there; without it, a folder",
        "that has no agent gets the one of the file. An agent that remembers something keeps all it has; importing the same",
        "file again adds nothing."})
final class MemoryImport implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "What ./engram memory export wrote.")
    private Path file = Path.of("");

    @Mixin
    private OpenMemory memory = new OpenMemory();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final CommandIo io;

    MemoryImport(CommandIo io) {
        this.io = io;
    }

    /** The shape of {@code --json}. */
    record Report(String agent, String from, int episodes, int facts, int skills, int known, int forgotten,
            double seconds) {
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(file))
            throw new CommandException(file + ": expected a file that ./engram memory export wrote, there is none");
        // All of the file is checked before an agent is made for it.
        ExportHeader header = ExportReader.read(file, payload -> {
        });
        memory.useOrMake(header.agentId(), (open, agent) -> {
            ImportReport r = open.importFrom(file);
            if (json)
                io.json(new Report(agent, r.from(), r.episodes(), r.facts(), r.skills(), r.known(), r.forgotten(),
                        r.took().toNanos() / 1e9));
            else
                io.lines(List.of(agent + ": from " + r.from() + " " + r.episodes() + " episodes, " + r.facts()
                        + " facts and " + r.skills() + " skills; " + r.known() + " were known, " + r.forgotten()
                        + " stay forgotten"));
        });
        return EngramCommand.DONE;
    }
}
