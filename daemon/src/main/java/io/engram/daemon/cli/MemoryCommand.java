package io.engram.daemon.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code engram memory}: looks into what an agent remembers. */
@Command(name = "memory", sortOptions = false, synopsisHeading = "Usage: ", customSynopsis = {
        "./engram memory COMMAND --data DIR [--agent A] [OPTIONS]",
        ""}, description = "Looks into what an agent remembers.", commandListHeading = "%nCommands:%n", optionListHeading = "%nOptions of every command:%n", subcommands = {
                MemoryStatsCommand.class, MemorySearch.class, MemoryShow.class, MemoryHistory.class,
                SleepCommand.class, MemoryForget.class, MemoryExport.class, MemoryImport.class, MemorySkills.class,
                MemoryLearned.class,
                MemoryEval.class, MemoryBenchCommand.class})
final class MemoryCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw EngramCommand.bare(spec);
    }
}
