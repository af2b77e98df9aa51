package io.engram.daemon.cli;

import io.engram.agent.live.LiveOptions;
import io.engram.agent.live.LiveReport;
import io.engram.agent.spi.Scenario;
import io.engram.daemon.chart.CurveImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code engram run}: an agent lives in a scenario. */
@Command(name = "run", sortOptions = false, parameterListHeading = "%n", optionListHeading = "%nOptions:%n", description = "An agent lives in a scenario and learns from nothing; then it is evaluated.", footer = {
        "", "Scenarios that ship: see ./engram scenarios. Others come in a jar with --plugin.",
        "Ctrl-C ends the life cleanly and reports what was lived."})
final class RunCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "SCENARIO", description = "Where to live, for example door-key.")
    private String name = "";

    @Option(names = "--seed", paramLabel = "S", description = "Seed of everything random (default: 1).")
    private @Nullable Long seed;

    @Option(names = "--steps", paramLabel = "N", description = "Environment steps of learning (default: the scenario's).")
    private @Nullable Integer steps;

    @Option(names = "--eval-episodes", paramLabel = "E", description = "Episodes afterwards without learning (default: the scenario's).")
    private @Nullable Integer evalEpisodes;

    @Option(names = "--no-planning", description = "Act by the learned policy alone, without search.")
    private boolean noPlanning;

    @Option(names = "--no-consolidation", description = "Sleep without turning episodes into facts and skills.")
    private boolean noConsolidation;

    @Option(names = "--model", paramLabel = "M", description = "World model that learns: auto, tabular, ensemble, ensemble-history, grid, latent, recurrent, self-play, n-tuple, or rules (searched as given) (default: the scenario's, mostly auto).")
    private @Nullable String model;

    @Option(names = "--search", paramLabel = "S", description = "How to plan: tree, or cem (whole sequences of actions; where the model can) (default: the scenario's, mostly tree).")
    private @Nullable Search search;

    /** Ways to plan. */
    enum Search {
        TREE, CEM
    }

    @Option(names = "--simulations", paramLabel = "N", description = "Simulations of the tree search per decision (default: the scenario's, mostly 32).")
    private @Nullable Integer simulations;

    @Option(names = "--plugin", paramLabel = "JAR", description = "Find scenarios in this jar too.")
    private @Nullable Path plugin;

    @Option(names = "--data", paramLabel = "DIR", description = "Keep the agent's memory here (default: a temporary folder, removed at the end).")
    private @Nullable Path data;

    @Option(names = "--agent", paramLabel = "A", description = "Name of the agent (default: the scenario's).")
    private @Nullable String agent;

    @Option(names = "--chart", paramLabel = "FILE", description = "Write the learning curve to this PNG (default: run/SCENARIO-seedS.png; with --json only if given).")
    private @Nullable Path chart;

    @Option(names = "--json", description = "Print the report as one JSON object.")
    private boolean json;

    @Option(names = "--acks", paramLabel = "FILE", hidden = true, description = "Write the id of every acknowledged episode to this file, as it happens.")
    private @Nullable Path acks;

    private final CommandIo io;

    RunCommand(CommandIo io) {
        this.io = io;
    }

    @Override
    public Integer call() throws IOException {
        try (var interruption = new Interruption(); var scenarios = new ScenarioFinder(plugin)) {
            Scenario scenario = scenarios.named(name);
            LiveOptions options = options(scenario.defaults());
            try (var folder = data == null ? DataFolder.temporary() : DataFolder.kept(data)) {
                LiveReport report = live(scenario, options, folder.path(), interruption);
                if (json)
                    io.json(report);
                else
                    io.lines(LifeSummary.lines(report, io.style(), io.terminal().columns()));
                draw(report);
                if (!json)
                    io.out().println("  " + io.style().dim(folder.says()));
                if (interruption.happened())
                    io.err().println("engram run: stopped before its end; the report tells of what was lived");
            }
        }
        return EngramCommand.DONE;
    }

    private LiveOptions options(LiveOptions defaults) {
        try {
            LiveOptions options = defaults.withPlanning(defaults.planning() && !noPlanning)
                    .withConsolidation(defaults.consolidation() && !noConsolidation);
            if (model != null)
                options = options.withModel(model);
            if (search != null)
                options = options.withSequences(search == Search.CEM);
            if (simulations != null)
                options = options.withSimulations(simulations);
            if (seed != null)
                options = options.withSeed(seed);
            if (steps != null)
                options = options.withMaxSteps(steps);
            return evalEpisodes == null ? options : options.withEvalEpisodes(evalEpisodes);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(wrong.getMessage() == null ? "wrong option" : wrong.getMessage());
        }
    }

    private LiveReport live(Scenario scenario, LiveOptions options, Path folder, Interruption interruption) {
        String who = agent == null ? scenario.name() : agent;
        var board = new LifeBoard();
        var view = new LifeView(board, scenario.name() + " · seed " + options.seed(), options.maxSteps(), io);
        try (var written = acks == null ? null : new Acknowledgements(acks)) {
            return OneLife.live(who, new AgentData(folder).of(who), scenario, options, event -> {
                board.on(event);
                if (written != null)
                    written.on(event);
            }, interruption);
        } finally {
            view.close();
        }
    }

    /** The learning curve as a picture; a picture that cannot be written is said, it does not undo a life. */
    private void draw(LiveReport report) {
        if (chart == null && json)
            return;
        Path file = chart == null
                ? Path.of(System.getProperty("engram.root", "."), "run",
                        report.scenario() + "-seed" + report.seed() + ".png")
                : chart;
        try {
            CurveImage.write(report, file);
            if (!json)
                io.out().println("  " + io.style().dim("curve     ") + shortest(file));
        } catch (IOException unwritable) {
            io.err().println("engram run: the learning curve cannot be written: " + Failures.line(unwritable));
        }
    }

    /** The path as seen from here, where that is shorter. */
    private static Path shortest(Path file) {
        Path here = Path.of("").toAbsolutePath();
        return file.isAbsolute() && file.startsWith(here) ? here.relativize(file) : file;
    }
}
