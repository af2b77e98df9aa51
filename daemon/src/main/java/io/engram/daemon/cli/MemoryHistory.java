package io.engram.daemon.cli;

import io.engram.memory.AgentMemory;
import io.engram.memory.consolidation.Decision;
import io.engram.memory.semantic.Fact;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code engram memory history}: what was believed when. */
@Command(name = "history", sortOptions = false, parameterListHeading = "%n", optionListHeading = "%nOptions:%n", description = "Shows everything that was ever believed of a subject and relation, oldest first, and the episodes behind it.")
final class MemoryHistory implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "SUBJECT", description = "Whom or what it is about.")
    private String subject = "";

    @Parameters(index = "1", paramLabel = "RELATION", description = "What is said of it.")
    private String relation = "";

    @Mixin
    private OpenMemory memory = new OpenMemory();

    @Option(names = "--json", description = "Print a JSON array of facts.")
    private boolean json;

    private static final int EPISODES = 5;

    private final CommandIo io;

    MemoryHistory(CommandIo io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        memory.read((open, agent) -> {
            List<Fact> facts = open.semantic().history(subject, relation);
            if (json)
                io.json(facts);
            else if (facts.isEmpty())
                io.lines(List.of("Nothing was ever believed of " + subject + " " + relation + "."));
            else
                io.lines(facts.stream().flatMap(fact -> lines(open, fact).stream()).toList());
        });
        return EngramCommand.DONE;
    }

    private List<String> lines(AgentMemory memory, Fact fact) {
        var lines = new ArrayList<String>();
        String state = !fact.believed()
                ? "given up " + day(fact.retiredAt())
                : fact.validTo().equals(Instant.MAX) ? "holds" : "ended";
        lines.add(io.style().cyan("fact " + fact.id()) + "  " + fact.text() + "  " + io.style().dim(
                (fact.startStated() ? "since " : "seen ") + day(fact.validFrom()) + " to " + day(fact.validTo()) + ", "
                        + state + ", support " + fact.support()));
        for (long id : fact.episodes().subList(Math.max(0, fact.episodes().size() - EPISODES), fact.episodes().size()))
            memory.episodic().get(id).ifPresent(e -> lines.add("    " + io.style().dim(
                    "episode " + e.id() + ", " + day(e.eventTime()) + ", " + e.actor() + ": ") + e.text()));
        for (Decision decision : memory.decisions(fact.id()))
            lines.add("    " + io.style().dim(day(decision.time()) + " " + decision.rule() + " " + decision.figures()));
        return lines;
    }

    private static String day(Instant time) {
        if (time.equals(Instant.MAX))
            return "now";
        return time.equals(Instant.MIN) ? "ever" : time.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }
}
