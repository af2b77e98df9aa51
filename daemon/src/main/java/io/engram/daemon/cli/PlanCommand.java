package io.engram.daemon.cli;

import io.engram.agent.live.LiveOptions;
import io.engram.agent.spi.Scenario;
import io.engram.planner.Plan;
import io.engram.planner.PlanTree;
import io.engram.planner.Planner;
import io.engram.planner.PlannerOptions;
import io.engram.planner.SearchBudget;
import io.engram.planner.World;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.ExactWorld;
import io.engram.worldmodel.Forkable;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Space;
import io.engram.worldmodel.WorldModel;
import io.engram.worldmodel.env.KnownRules;
import io.engram.worldmodel.env.KnownWorld;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code engram plan}: one search, shown. */
@Command(name = "plan", sortOptions = false, parameterListHeading = "%n", optionListHeading = "%nOptions:%n", description = {
        "Searches from one state and shows the plan: the line it expects, visits, values and their uncertainty, why it stopped.",
        "With --data the world is the one that an agent learned there (see ./engram run --data); without it the scenario's own rules are searched, where it has rules that can be copied."})
final class PlanCommand implements Callable<Integer> {
    private static final double DISCOUNT = 0.99;
    private static final int DEPTH_SHOWN = 3;
    private static final int EDGES_SHOWN = 4;

    @Parameters(index = "0", paramLabel = "SCENARIO", description = "Where to plan, for example taxi.")
    private String name = "";

    @Option(names = "--state", paramLabel = "STATE", description = "A state's number, or the numbers of a vector with commas between them (default: a start state).")
    private @Nullable String state;

    @Option(names = "--seed", paramLabel = "S", description = "Seed of the start state and of the search (default: 1).")
    private long seed = 1;

    @Option(names = "--simulations", paramLabel = "N", description = "Simulations (default: 256).")
    private int simulations = 256;

    @Option(names = "--data", paramLabel = "DIR", description = "Plan in what an agent learned in this folder.")
    private @Nullable Path data;

    @Option(names = "--agent", paramLabel = "A", description = "Which agent of the folder (default: the only one).")
    private @Nullable String agent;

    @Option(names = "--model", paramLabel = "M", description = "The kind of world model it learned with (default: the scenario's).")
    private @Nullable String model;

    @Option(names = "--plugin", paramLabel = "JAR", description = "Find scenarios in this jar too.")
    private @Nullable Path plugin;

    @Option(names = "--svg", paramLabel = "FILE", description = "Write a picture of the tree.")
    private @Nullable Path svg;

    @Option(names = "--dot", paramLabel = "FILE", description = "Write the tree for Graphviz.")
    private @Nullable Path dot;

    @Option(names = "--json", description = "Print the plan as one JSON object.")
    private boolean json;

    private final CommandIo io;

    PlanCommand(CommandIo io) {
        this.io = io;
    }

    /** A world with its present state in slot 0, and how to search it. */
    private record Start(World world, PlannerOptions options) {
    }

    @Override
    public Integer call() throws IOException {
        if (simulations < 1)
            throw new UsageException("--simulations: expected >= 1, received " + simulations);
        try (var scenarios = new ScenarioFinder(plugin);
                Environment environment = scenarios.named(name).environment()) {
            Start start = data == null ? exact(environment) : learned(scenarios.named(name), environment, data);
            Planner planner = new Planner();
            Plan plan = planner.plan(start.world, SearchBudget.simulations(simulations), start.options,
                    new SplittableRandom(seed));
            if (json)
                io.json(PlanJson.of(plan));
            else
                io.out().print(plan.render());
            picture(planner.tree(DEPTH_SHOWN, EDGES_SHOWN));
        }
        return EngramCommand.DONE;
    }

    private void picture(PlanTree tree) throws IOException {
        if (svg != null)
            Files.writeString(svg, tree.toSvg());
        if (dot != null)
            Files.writeString(dot, tree.toDot());
    }

    private Start exact(Environment environment) {
        Optional<KnownRules> known = KnownRules.of(environment);
        if (known.isPresent())
            return new Start(seeing(known.get().exactWorld(DISCOUNT), observation(environment)),
                    PlannerOptions.uct().withTranspositions(true));
        if (environment instanceof Forkable forkable && state == null) {
            forkable.reset(OptionalLong.of(seed));
            return new Start(new ExactWorld(forkable, DISCOUNT), PlannerOptions.uct());
        }
        throw new UsageException(name + ": its own rules cannot be searched"
                + (state == null ? "" : " from a given --state")
                + "; expected --data DIR with what an agent learned (./engram run " + name + " --data DIR)");
    }

    private static World seeing(KnownWorld world, Observation start) {
        try {
            world.see(start);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException("--state: " + wrong.getMessage());
        }
        return world;
    }

    private Start learned(Scenario scenario, Environment environment, Path folder) throws IOException {
        AgentData agents = new AgentData(folder);
        Path file = agents.of(agents.existing(agent)).resolve("worlds").resolve(scenario.name() + ".model");
        if (!Files.exists(file))
            throw new CommandException(file + ": expected what an agent learned in " + scenario.name()
                    + ", there is none (./engram run " + scenario.name() + " --data " + folder + ")");
        LiveOptions options = model == null ? scenario.defaults() : scenario.defaults().withModel(model);
        WorldModel learned = scenario.worldModel(environment, options);
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            learned.load(in);
        } catch (IOException unusable) {
            throw new CommandException(file + ": " + unusable.getMessage(), unusable);
        }
        learned.exploration(0);
        learned.begin(observation(environment));
        return new Start(learned.world(), learned.planning().withMaxDepth(PlannerOptions.defaults().maxDepth()));
    }

    private Observation observation(Environment environment) {
        if (state == null)
            return environment.reset(OptionalLong.of(seed)).observation();
        Observation given = parse(environment.observationSpace(), state);
        if (!environment.observationSpace().contains(given))
            throw new UsageException(
                    "--state: expected one of " + environment.observationSpace() + ", received " + state);
        return given;
    }

    private static Observation parse(Space space, String text) {
        try {
            if (space instanceof Space.Discrete)
                return new Observation.StateObservation(Integer.parseInt(text.strip()));
            if (space instanceof Space.Box) {
                String[] parts = text.split(",", -1);
                float[] values = new float[parts.length];
                for (int i = 0; i < parts.length; i++)
                    values[i] = Float.parseFloat(parts[i].strip());
                return new Observation.VectorObservation(values);
            }
        } catch (NumberFormatException wrong) {
            throw new UsageException("--state: expected numbers, received '" + text + "'");
        }
        throw new UsageException("--state: expected nothing here (use --seed), a state of this world is no number");
    }
}
