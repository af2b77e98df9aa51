package io.engram.daemon.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code engram bench}: measures this program on this machine. */
@Command(name = "bench", subcommands = {
        PlanningBench.class}, description = "Measures this program on this machine and prints tables.", commandListHeading = "%nCommands:%n", optionListHeading = "%nOptions:%n")
final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw EngramCommand.bare(spec);
    }
}
