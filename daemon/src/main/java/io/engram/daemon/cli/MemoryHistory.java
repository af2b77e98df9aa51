package io.engram.daemon.cli;

import io.engram.memory.semantic.Fact;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code engram memory history}: what was believed when. */
@Command(name = "history", sortOptions = false, parameterListHeading = "%n", optionListHeading = "%nOptions:%n", description = "Shows everything that was ever believed of a subject and relation, oldest first.")
final class MemoryHistory implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "SUBJECT", description = "Whom or what it is about.")
    private String subject = "";

    @Parameters(index = "1", paramLabel = "RELATION", description = "What is said of it.")
    private String relation = "";

    @Mixin
    private OpenMemory memory = new OpenMemory();

    @Option(names = "--json", description = "Print a JSON array of facts.")
    private boolean json;

    private final CommandIo io;

    MemoryHistory(CommandIo io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        memory.use((open, agent) -> {
            List<Fact> facts = open.semantic().history(subject, relation);
            if (json)
                io.json(facts);
            else if (facts.isEmpty())
                io.lines(List.of("Nothing was ever believed of " + subject + " " + relation + "."));
            else
                io.lines(facts.stream().map(this::line).toList());
        });
        return EngramCommand.DONE;
    }

    private String line(Fact fact) {
        String until = fact.validTo().equals(Instant.MAX) ? "now" : fact.validTo().toString();
        String since = fact.validFrom().equals(Instant.MIN) ? "ever" : fact.validFrom().toString();
        return io.style().cyan("fact " + fact.id()) + "  " + fact.text() + "  "
                + io.style().dim(since + " to " + until + ", support " + fact.support());
    }
}
