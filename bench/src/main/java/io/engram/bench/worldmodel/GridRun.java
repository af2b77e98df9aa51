package io.engram.bench.worldmodel;

import io.engram.planner.Plan;
import io.engram.planner.Planner;
import io.engram.planner.PlannerOptions;
import io.engram.planner.SearchBudget;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.Space;
import io.engram.worldmodel.Step;
import io.engram.worldmodel.TrainingBudget;
import io.engram.worldmodel.TrainingListener;
import io.engram.worldmodel.TrainingReport;
import io.engram.worldmodel.env.minigrid.MiniGrid;
import io.engram.worldmodel.grid.GridModel;
import io.engram.worldmodel.grid.GridOptions;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Learns a MiniGrid room from nothing and prints what it took.
 *
 * <pre>
 * GridRun ROOM [steps=10000] [seeds=3] [simulations=32] [solver-states=20000] [mode=plan|habit]
 * </pre>
 *
 * For every seed one line: steps and episodes lived, the step at which 18 of the last 20 episodes had been won for the
 * first time, success over the last 100 episodes of learning, success and mean length over 100 evaluation episodes (new
 * layouts, exploration at 0.02), simulations per second of search, wall seconds, open-loop error 1 and 5 steps ahead.
 */
public final class GridRun {
    private static final int EVALUATION = 100;

    private final Planner planner = new Planner();
    private final SearchBudget budget;
    private final int simulations;
    private final boolean plans;
    private final RandomGenerator random;
    private long searched;
    private long searchNanos;

    private GridRun(int simulations, boolean plans, long seed) {
        this.simulations = simulations;
        this.plans = plans;
        budget = SearchBudget.simulations(simulations);
        random = new SplittableRandom(seed);
    }

    /** See the class description. */
    public static void main(String[] args) {
        String room = args.length == 0 ? "door-key-5x5" : args[0];
        int steps = option(args, "steps", 10_000);
        int seeds = option(args, "seeds", 3);
        int simulations = option(args, "simulations", 32);
        int solverStates = option(args, "solver-states", 20_000);
        boolean plans = !Arrays.asList(args).contains("mode=habit");
        System.out.printf(Locale.ROOT, "%s, %d steps, %s%n%5s %7s %8s %9s %9s %9s %8s %9s %8s %9s %9s%n", room, steps,
                plans
                        ? simulations
                                + " simulations a step, " + solverStates + " solver states"
                        : "habit, no search",
                "seed", "steps", "episodes", "18of20@",
                "last100", "eval", "length", "sims/s", "seconds", "error@1", "error@5");
        for (int seed = 1; seed <= seeds; seed++)
            new GridRun(simulations, plans, seed).run(room, seed, steps, solverStates);
    }

    private void run(String room, int seed, int budgetSteps, int solverStates) {
        long start = System.nanoTime();
        try (MiniGrid env = MiniGrid.named(room)) {
            Space.Discrete space = env.actionSpace();
            GridOptions defaults = GridOptions.defaults();
            GridModel model = new GridModel(env.spec(), env.observationSpace(), space.size(),
                    new GridOptions(defaults.gamma(), solverStates,
                            defaults.replaySteps()));
            boolean[] won = new boolean[budgetSteps + 1];
            int lived = 0;
            int episodes = 0;
            int solvedAt = -1;
            while (lived < budgetSteps) {
                int length = episode(env, model, episodes == 0 ? OptionalLong.of(seed) : OptionalLong.empty());
                won[episodes++] = length > 0;
                lived += Math.abs(length);
                if (solvedAt < 0 && episodes >= 20 && wins(won, episodes - 20, episodes) >= 18)
                    solvedAt = lived;
            }
            TrainingReport report = model.train(TrainingBudget.updates(1), TrainingListener.NONE);
            double[] errors = report.openLoopError();
            model.exploration(0.02);
            int evalWins = 0;
            int evalSteps = 0;
            for (int e = 0; e < EVALUATION; e++) {
                int length = episode(env, model, OptionalLong.empty());
                if (length > 0)
                    evalWins++;
                evalSteps += Math.abs(length);
            }
            int recent = Math.min(episodes, 100);
            System.out.printf(Locale.ROOT, "%5d %7d %8d %9d %9.2f %9.2f %8.1f %9.0f %8.1f %9.5f %9.5f%n", seed, lived,
                    episodes, solvedAt, wins(
                            won, episodes - recent, episodes) / (double) recent,
                    evalWins / (double) EVALUATION, evalSteps
                            / (double) EVALUATION,
                    searchNanos == 0 ? 0 : searched / (searchNanos / 1e9), (System.nanoTime() - start) / 1e9,
                    errors[0], errors[errors.length - 1]);
        }
    }

    private static int wins(boolean[] won, int from, int to) {
        int wins = 0;
        for (int i = from; i < to; i++)
            if (won[i])
                wins++;
        return wins;
    }

    /** Lives one episode; its length, negative when it was not won. */
    private int episode(Environment env, GridModel model, OptionalLong seed) {
        model.begin(env.reset(seed).observation());
        for (int length = 1;; length++) {
            int action = plans ? plan(model) : model.policy(random);
            Step step = env.step(action);
            model.observe(action, step);
            if (step.done())
                return step.reward() > 0 ? length : -length;
        }
    }

    private int plan(GridModel model) {
        long start = System.nanoTime();
        Plan plan = planner.plan(model.world(), budget, PlannerOptions.defaults(), random);
        searchNanos += System.nanoTime() - start;
        searched += simulations;
        return plan.action();
    }

    private static int option(String[] args, String name, int otherwise) {
        for (String arg : args)
            if (arg.startsWith(name + "="))
                return Integer.parseInt(arg.substring(name.length() + 1));
        return otherwise;
    }
}
