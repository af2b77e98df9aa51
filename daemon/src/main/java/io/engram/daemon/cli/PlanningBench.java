package io.engram.daemon.cli;

import io.engram.agent.live.LiveOptions;
import io.engram.agent.live.LiveReport;
import io.engram.agent.spi.Scenario;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code engram bench planning}: learns every scenario anew from several seeds and prints what was reached. */
@Command(name = "planning", sortOptions = false, optionListHeading = "%nOptions:%n", description = {
        "Learns every scenario anew from several seeds and prints a table: median and worst, environment steps, seconds.",
        "The whole table takes about an hour; --only takes single rows."})
final class PlanningBench implements Callable<Integer> {
    @Option(names = "--seeds", paramLabel = "N", description = "Seeds 1 to N (default: 5).")
    private int seeds = 5;

    @Option(names = "--only", paramLabel = "SCENARIO", description = "Only these scenarios; may be given several times.")
    private @Nullable List<String> only;

    @Option(names = "--json", description = "Print one JSON object per life instead of the table.")
    private boolean json;

    private final CommandIo io;

    PlanningBench(CommandIo io) {
        this.io = io;
    }

    @Override
    public Integer call() throws IOException {
        if (seeds < 1)
            throw new UsageException("--seeds: expected >= 1, received " + seeds);
        try (var scenarios = new ScenarioFinder(null); var interruption = new Interruption()) {
            List<PlanningTask> tasks = tasks(scenarios);
            if (!json)
                io.lines(List.of(
                        "| task | steps allowed | steps lived (median) | median | worst of " + seeds
                                + " | wanted | learning s (median) | all s (median) | anchor |",
                        "|---|---|---|---|---|---|---|---|---|"));
            for (PlanningTask task : tasks) {
                List<LiveReport> reports = new ArrayList<>();
                for (int seed = 1; seed <= seeds && !interruption.happened(); seed++)
                    reports.add(live(task, scenarios.named(task.scenario()), seed, interruption));
                if (interruption.happened())
                    break;
                if (json)
                    reports.forEach(io::json);
                else
                    io.lines(List.of(row(task, reports)));
            }
        }
        return EngramCommand.DONE;
    }

    private List<PlanningTask> tasks(ScenarioFinder scenarios) {
        if (only == null)
            return PlanningTask.ALL;
        only.forEach(scenarios::named);
        Collection<String> asked = only;
        return PlanningTask.ALL.stream().filter(task -> asked.contains(task.scenario())).toList();
    }

    private LiveReport live(PlanningTask task, Scenario scenario, int seed, Interruption interruption)
            throws IOException {
        LiveOptions options = scenario.defaults().withSeed(seed).withMaxSteps(task.steps())
                .withEvalEpisodes(task.evalEpisodes());
        io.err().println(task.scenario() + ", " + task.steps() + " steps, seed " + seed);
        try (var folder = DataFolder.temporary()) {
            return OneLife.live("bench", new AgentData(folder.path()).of("bench"), scenario, options, event -> {
            }, interruption);
        }
    }

    private static String row(PlanningTask task, List<LiveReport> reports) {
        ToDoubleFunction<LiveReport> level = task.bySuccess()
                ? LiveReport::successRate
                : LiveReport::evalReturnMean;
        return String.format(Locale.ROOT, "| %s | %,d | %,.0f | %s | %s | %s | %.1f | %.1f | %s |", task.scenario(),
                task.steps(), median(reports, LiveReport::envSteps),
                PlanningTask.number(median(reports, level)),
                PlanningTask.number(reports.stream().mapToDouble(level).min().orElse(Double.NaN)),
                (task.bySuccess() ? "success " : "") + PlanningTask.number(task.wanted()),
                median(reports, LiveReport::learnSeconds), median(reports, LiveReport::wallSeconds), task.anchor());
    }

    private static double median(List<LiveReport> reports, ToDoubleFunction<LiveReport> of) {
        double[] sorted = reports.stream().mapToDouble(of).toArray();
        Arrays.sort(sorted);
        int n = sorted.length;
        return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }
}
