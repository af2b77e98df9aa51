package io.engram.daemon.cli;

import io.engram.memory.AgentMemory;
import io.engram.memory.Episode;
import io.engram.memory.semantic.Fact;
import io.engram.memory.semantic.Regularity;
import io.engram.memory.working.WorkingItem;
import io.engram.memory.procedural.Skill;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code engram memory show}: records in full. */
@Command(name = "show", sortOptions = false, parameterListHeading = "%n", optionListHeading = "%nOptions:%n", description = "Shows records in full: those named, or the newest episodes with facts, regularities, skills and what is in mind.")
final class MemoryShow implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "ID", description = "Records to show, by id.")
    private List<Long> ids = List.of();

    @Mixin
    private OpenMemory memory = new OpenMemory();

    @Option(names = "--limit", paramLabel = "N", defaultValue = "10", description = "Most records of a kind when no id is given (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "Print a JSON array of {kind, record}.")
    private boolean json;

    private final CommandIo io;

    MemoryShow(CommandIo io) {
        this.io = io;
    }

    /**
     * One element of {@code --json}.
     *
     * @param kind episode, fact, regularity, skill or working
     * @param record all its fields
     */
    record Shown(String kind, Object record) {
    }

    @Override
    public Integer call() {
        if (limit < 0)
            throw new UsageException("--limit: expected >= 0, received " + limit);
        memory.read((open, agent) -> {
            List<Shown> shown = ids.isEmpty() ? newest(open) : ids.stream().map(id -> named(open, agent, id)).toList();
            if (json)
                io.json(shown);
            else
                io.lines(lines(shown));
        });
        return EngramCommand.DONE;
    }

    private List<Shown> newest(AgentMemory memory) {
        var shown = new ArrayList<Shown>();
        memory.episodic().latest(limit).forEach(episode -> shown.add(new Shown("episode", episode)));
        memory.semantic().facts().stream().limit(limit).forEach(fact -> shown.add(new Shown("fact", fact)));
        memory.semantic().regularities().stream().limit(limit)
                .forEach(regularity -> shown.add(new Shown("regularity", regularity)));
        memory.procedural().skills().stream().limit(limit).forEach(skill -> shown.add(new Shown("skill", skill)));
        memory.working().items().forEach(item -> shown.add(new Shown("working", item)));
        return shown;
    }

    private static Shown named(AgentMemory memory, String agent, long id) {
        Optional<Episode> episode = memory.episodic().get(id);
        if (episode.isPresent())
            return new Shown("episode", episode.get());
        Optional<Fact> fact = memory.semantic().fact(id);
        if (fact.isPresent())
            return new Shown("fact", fact.get());
        Optional<Regularity> regularity = memory.semantic().regularity(id);
        if (regularity.isPresent())
            return new Shown("regularity", regularity.get());
        return new Shown("skill", memory.procedural().skill(id).orElseThrow(() -> new CommandException(
                "agent " + agent + ": expected the id of an episode, fact, regularity or skill, received " + id)));
    }

    private List<String> lines(List<Shown> shown) {
        return shown.stream().map(this::line).toList();
    }

    private String line(Shown shown) {
        return switch (shown.record()) {
            case Episode episode -> line("episode", episode.id(), episode.text(), episode.eventTime() + " · "
                    + episode.actor() + " in " + episode.channel() + (episode.lived()
                            ? " · " + episode.steps().size() + " steps, reward " + episode.reward()
                                    + (episode.success() ? ", success" : ", no success")
                            : ""));
            case Fact fact -> line("fact", fact.id(), fact.text(),
                    String.format(Locale.ROOT, "support %d, confidence %.2f, from episodes %s", fact.support(),
                            fact.confidence(), fact.episodes()));
            case Skill skill -> line("skill", skill.id(), skill.name() + ": " + skill.text(),
                    "support " + skill.support()
                            + ", used " + skill.uses() + " times, success rate "
                            + String.format(Locale.ROOT, "%.2f", skill.successRate()));
            case Regularity regularity -> line("regularity", regularity.id(), regularity.text(),
                    String.format(Locale.ROOT, "%d of %d times in %d episodes, newest %s", regularity.count(),
                            regularity.trials(), regularity.support(), regularity.episodes()));
            case WorkingItem item -> line("in mind", item.id(), item.text(), item.tokens() + " tokens, "
                    + item.content().actor() + (item.pinned() ? ", pinned" : "")
                    + (item.episode() == 0 ? ", no episode yet" : ", episode " + item.episode()));
            default -> shown.kind() + " " + Json.text(shown.record());
        };
    }

    private String line(String kind, long id, String what, String details) {
        return io.style().cyan(kind + " " + id) + "  " + what + System.lineSeparator() + "    "
                + io.style().dim(details);
    }
}
