package io.engram.daemon.cli;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.engram.agent.learning.AdapterShelf;
import io.engram.agent.learning.LearnedAdapter;
import io.engram.inference.curriculum.AdapterTraining.Mark;
import io.engram.inference.curriculum.AdapterTraining.Outcome;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code engram memory learned}: what the model of an agent knows by heart. */
@Command(name = "learned", sortOptions = false, optionListHeading = "%nOptions:%n", description = "Shows what an agent's model learned by heart in its sleep (./engram sleep --learn), or takes it back.")
final class MemoryLearned implements Callable<Integer> {
    @Mixin
    private OpenMemory memory = new OpenMemory();

    @Option(names = "--rollback", description = "Take the last adapter away; the one before it, if there is one, is in force again.")
    private boolean rollback;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final CommandIo io;

    MemoryLearned(CommandIo io) {
        this.io = io;
    }

    /** The shape of {@code --json}; {@code adapter} is null where nothing was learned. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Report(String agent, boolean rolledBack, @Nullable LearnedAdapter adapter) {
    }

    @Override
    public Integer call() {
        memory.use((open, agent) -> {
            try {
                AdapterShelf shelf = new AdapterShelf(memory.folder(agent));
                shelf.dropStale(open, Instant.now());
                boolean gone = rollback && shelf.rollBack();
                say(new Report(agent, gone, shelf.record().orElse(null)));
            } catch (IOException failed) {
                throw new CommandException(Failures.line(failed), failed);
            }
        });
        return EngramCommand.DONE;
    }

    private void say(Report report) {
        if (json) {
            io.json(report);
            return;
        }
        List<String> out = new ArrayList<>();
        if (rollback)
            out.add(report.rolledBack ? "The last adapter was taken away." : "There was no adapter to take away.");
        LearnedAdapter adapter = report.adapter;
        if (adapter == null) {
            out.add("Nothing is known by heart.");
        } else {
            out.add("Learned " + adapter.learnedAt() + ":");
            adapter.facts().forEach(f -> out.add("  " + f.text() + io.style().dim(" (fact " + f.id() + ")")));
            out.addAll(lines(adapter.outcome()));
        }
        io.lines(out);
    }

    /** What came of learning; null where there was nothing new. */
    static List<String> lines(@Nullable Outcome outcome) {
        return Optional.ofNullable(outcome).map(MemoryLearned::table)
                .orElse(List.of("There was nothing new to learn by heart."));
    }

    private static List<String> table(Outcome outcome) {
        List<String> out = new ArrayList<>();
        out.add(String.format(Locale.ROOT, "%s: %s (%d facts, %.0f s)", outcome.adopted() ? "adopted" : "dropped",
                outcome.reason(), outcome.facts(), outcome.seconds()));
        out.add("  exam           before   after");
        for (Mark mark : outcome.marks())
            out.add(String.format(Locale.ROOT, "  %-14s %6.2f  %6.2f", mark.exam(), mark.before(), mark.after()));
        return out;
    }
}
