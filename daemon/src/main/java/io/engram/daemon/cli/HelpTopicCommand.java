package io.engram.daemon.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code engram help [COMMAND…]}: the help of the program or of one command. */
@Command(name = "help", optionListHeading = "%nOptions:%n", description = "Shows help, for example: ./engram help model logits")
final class HelpTopicCommand implements Runnable {
    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "The command to explain.")
    private List<String> topic = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final CommandIo io;

    HelpTopicCommand(CommandIo io) {
        this.io = io;
    }

    @Override
    public void run() {
        CommandLine line = spec.root().commandLine();
        for (String name : topic) {
            CommandLine next = line.getSubcommands().get(name);
            if (next == null)
                throw new UsageException("unknown command '" + name + "'; expected "
                        + (line.getSubcommands().isEmpty() ? "nothing more" : Misuse.commands(line.getCommandSpec())));
            line = next;
        }
        io.out().print(line.getUsageMessage(line.getColorScheme()));
    }
}
