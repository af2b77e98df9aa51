package io.engram.daemon.cli;

import io.engram.agent.adapter.BgeSmallEmbedder;
import io.engram.memory.eval.LocomoEval;
import io.engram.memory.eval.LocomoReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code engram memory eval}: how well recall works, measured on conversations that the user has. */
@Command(name = "eval", sortOptions = false, synopsisHeading = "Usage: ", customSynopsis = {
        "./engram memory eval locomo FILE [OPTIONS]",
        ""}, description = "Measures recall on conversations with known evidence.", commandListHeading = "%nCommands:%n", optionListHeading = "%nOptions of every command:%n")
final class MemoryEval implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final CommandIo io;

    MemoryEval(CommandIo io) {
        this.io = io;
    }

    @Override
    public void run() {
        throw EngramCommand.bare(spec);
    }

    @Command(name = "locomo", sortOptions = false, parameterListHeading = "%n", optionListHeading = "%nOptions:%n", description = {
            "Share of a question's evidence turns among the first k recalled, averaged over the questions of categories 1 to 4",
            "that have at least one valid evidence id. Takes minutes: every turn is embedded."})
    int locomo(@Parameters(paramLabel = "FILE", description = "Conversations in LoCoMo's format.") Path file,
            @Option(names = "--conversations", split = ",", paramLabel = "A,B", description = "Only these sample ids (default: all).") Set<String> conversations,
            @Option(names = "--json", description = "Print one JSON object.") boolean json) throws IOException {
        Set<String> wanted = conversations == null ? Set.of() : new TreeSet<>(conversations);
        try (var folder = DataFolder.temporary(); var embedder = BgeSmallEmbedder.open()) {
            LocomoReport report = LocomoEval.run(ModelCommand.existing(file), wanted, embedder, folder.path());
            if (json)
                io.json(report.toMap());
            else
                io.lines(lines(report));
        }
        return EngramCommand.DONE;
    }

    private static List<String> lines(LocomoReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("questions  " + report.questions());
        report.recall().forEach((k, byCategory) -> {
            var line = new StringBuilder(String.format(Locale.ROOT, "recall@%-3d", k));
            byCategory.forEach((category, value) -> line.append(
                    String.format(Locale.ROOT, "  %s %.3f", category, value)));
            lines.add(line.toString());
        });
        return lines;
    }
}
