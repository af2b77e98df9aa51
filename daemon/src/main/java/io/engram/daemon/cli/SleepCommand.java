package io.engram.daemon.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.engram.agent.learning.AdapterShelf;
import io.engram.agent.learning.FactLearner;
import io.engram.inference.curriculum.AdapterTraining;
import io.engram.memory.AgentMemory;
import io.engram.memory.SleepBudget;
import io.engram.memory.SleepListener;
import io.engram.memory.SleepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code engram sleep}, also {@code engram memory sleep}: consolidation on request. */
@Command(name = "sleep", sortOptions = false, optionListHeading = "%nOptions:%n", description = "Lets an agent sleep: turns what is new in its memory into facts, regularities and skills.")
final class SleepCommand implements Callable<Integer> {
    @Mixin
    private OpenMemory memory = new OpenMemory();

    @Option(names = "--dry-run", description = "Only show what would change; write nothing.")
    private boolean dryRun;

    @Option(names = "--seconds", paramLabel = "N", description = "Begin no further step after so many seconds (default: no limit).")
    private @Nullable Integer seconds;

    @Option(names = "--max-episodes", paramLabel = "N", description = "Forget the least retained episodes beyond so many, for good (default: no limit).")
    private @Nullable Integer maxEpisodes;

    @Option(names = "--learn", description = "Afterwards let the model learn the facts that hold by heart, and keep that if it passes its examination. Takes minutes.")
    private boolean learn;

    @Option(names = "--model", paramLabel = "FILE", description = "The model that learns (default: the one that ships).")
    private @Nullable Path model;

    @Option(names = "--learn-steps", paramLabel = "N", defaultValue = "150", description = "How long it learns (default: ${DEFAULT-VALUE}).")
    private int learnSteps;

    @Option(names = "--learn-examples", paramLabel = "N", defaultValue = "20", description = "Examples of each part of the examination (default: ${DEFAULT-VALUE}).")
    private int learnExamples;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final CommandIo io;

    SleepCommand(CommandIo io) {
        this.io = io;
    }

    /**
     * The shape of {@code --json}.
     *
     * @param learned
     *            what came of {@code --learn}; left out without it, and where nothing was new
     */
    record Report(String agent, List<Phase> phases, List<SleepReport.Promotion> promotions, int written,
            double seconds, boolean complete, boolean dryRun,
            @JsonInclude(JsonInclude.Include.NON_NULL) AdapterTraining.@Nullable Outcome learned) {
        record Phase(String phase, int read, int written, double seconds) {
        }
    }

    @Override
    public Integer call() {
        if (seconds != null && seconds < 0)
            throw new UsageException("--seconds: expected >= 0, received " + seconds);
        if (maxEpisodes != null && maxEpisodes < 1)
            throw new UsageException("--max-episodes: expected >= 1, received " + maxEpisodes);
        if (learn && dryRun)
            throw new UsageException("--learn: expected no --dry-run beside it");
        if (learnSteps < 1 || learnExamples < 1)
            throw new UsageException("--learn-steps and --learn-examples: expected >= 1, received " + learnSteps
                    + " and " + learnExamples);
        Path learner = learn ? ModelFinder.find(model) : Path.of("");
        memory.use(options -> maxEpisodes == null ? options : options.withMaxEpisodes(maxEpisodes), (open, agent) -> {
            SleepBudget budget = seconds == null
                    ? SleepBudget.unlimited()
                    : SleepBudget.of(Duration.ofSeconds(seconds));
            SleepReport report = dryRun
                    ? open.rehearse(SleepListener.none(), budget)
                    : open.sleep(SleepListener.none(), budget);
            AdapterTraining.Outcome learned = learn ? learn(open, agent, learner) : null;
            if (json)
                io.json(new Report(agent, report.phases().stream()
                        .map(p -> new Report.Phase(p.phase().name().toLowerCase(Locale.ROOT), p.read(), p.written(),
                                p.duration().toNanos() / 1e9))
                        .toList(), report.promotions(), report.written(), report.duration().toNanos() / 1e9,
                        report.complete(),
                        dryRun, learned));
            else {
                io.lines(lines(report));
                if (learn)
                    io.lines(MemoryLearned.lines(learned));
            }
        });
        return EngramCommand.DONE;
    }

    private AdapterTraining.@Nullable Outcome learn(AgentMemory open, String agent, Path learner) {
        AdapterTraining.Options usual = AdapterTraining.Options.defaults();
        var options = new AdapterTraining.Options(learnSteps, usual.rank(), usual.threads(), learnExamples,
                usual.seed());
        try {
            return FactLearner.learn(open, learner, new AdapterShelf(memory.folder(agent)), options, Instant.now(),
                    line -> io.progress(line, false)).orElse(null);
        } catch (IOException failed) {
            throw new CommandException(Failures.line(failed), failed);
        }
    }

    private List<String> lines(SleepReport report) {
        var lines = new ArrayList<String>();
        for (SleepReport.Phase phase : report.phases())
            lines.add(String.format(Locale.ROOT, "  %-14s read %,d, wrote %,d in %.2f s",
                    phase.phase().name().toLowerCase(Locale.ROOT), phase.read(), phase.written(),
                    phase.duration().toNanos() / 1e9));
        if (dryRun)
            lines.add("Nothing was written. A sleep now would change:");
        for (SleepReport.Promotion promotion : report.promotions())
            lines.add("  " + sign(promotion.rule()) + ' '
                    + io.style().cyan(promotion.layer().name().toLowerCase(Locale.ROOT) + " " + promotion.id())
                    + "  "
                    + promotion.what()
                    + io.style().dim("  " + promotion.rule() + ", from episodes " + promotion.episodes()));
        if (!report.complete())
            lines.add("  The budget ended first; the rest waits for the next sleep.");
        return lines;
    }

    /** Whether a record comes, goes or changes. */
    private static String sign(String rule) {
        return switch (rule) {
            case "fact-contradicted", "fact-ended", "fact-refuted", "skill-generalised",
                    "capacity-least-retained" ->
                "-";
            case "fact-support", "regularity-refresh", "skill-refresh" -> "~";
            default -> rule.startsWith("skill-unused") ? "-" : "+";
        };
    }
}
