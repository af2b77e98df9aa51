package io.engram.bench.planner;

import io.engram.planner.Plan;
import io.engram.planner.Planner;
import io.engram.planner.PlannerOptions;
import io.engram.planner.SearchBudget;
import io.engram.planner.ValueBounds;
import io.engram.worldmodel.env.BoardWorld;
import io.engram.worldmodel.env.Connect4;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * UCT with one random playout per simulation on Connect Four.
 *
 * <p>
 * {@code speed [runs]}: simulations per second from the empty board, 100,000 per plan. {@code strength [games]}: score (win 1, draw
 * 1/2) against 1,000 simulations, for several budgets, with a 95 % interval.
 */
public final class UctConnect4 {
    private static final int SIMULATIONS = 100_000;
    private static final PlannerOptions OPTIONS = PlannerOptions.uct().withExploration(1).withValues(ValueBounds.GAME);

    private UctConnect4() {
    }

    /** See the class. */
    public static void main(String[] args) {
        String what = args.length > 0 ? args[0] : "speed";
        int count = args.length > 1 ? Integer.parseInt(args[1]) : 0;
        switch (what) {
            case "speed" -> System.out.print(speed(count > 0 ? count : 7));
            case "strength" -> System.out.print(strength(count > 0 ? count : 60));
            default -> {
                System.err.println("expected speed or strength but got '" + what + "'");
                System.exit(2);
            }
        }
    }

    private static String speed(int runs) {
        Planner planner = new Planner();
        double[] perSecond = new double[runs];
        for (int run = -3; run < runs; run++) {
            BoardWorld world = new BoardWorld(new Connect4(), 1, run);
            Plan plan = planner.plan(world, SearchBudget.simulations(SIMULATIONS), OPTIONS, new SplittableRandom(run));
            if (plan.simulations() != SIMULATIONS) {
                throw new IllegalStateException(
                        "expected " + SIMULATIONS + " simulations but made " + plan.simulations());
            }
            if (run >= 0) {
                perSecond[run] = plan.simulations() / (plan.elapsed().toNanos() * 1e-9);
            }
        }
        Arrays.sort(perSecond);
        return String.format(Locale.ROOT,
                "UCT, Connect4, one random playout per simulation, 1 thread, %d runs of %d simulations%n"
                        + "simulations/s  min %.0f  median %.0f  max %.0f%n",
                runs, SIMULATIONS, perSecond[0], perSecond[runs / 2], perSecond[runs - 1]);
    }

    private static String strength(int games) {
        StringBuilder table = new StringBuilder("simulations  score against 1000 simulations (95 % interval)\n");
        for (int simulations : new int[]{30, 100, 300, 1000, 3000}) {
            double sum = 0;
            double squares = 0;
            for (int game = 0; game < games; game++) {
                double score = play(simulations, 1000, game);
                sum += score;
                squares += score * score;
            }
            double mean = sum / games;
            double error = 1.96 * Math.sqrt(Math.max(0, squares / games - mean * mean) / games);
            table.append(String.format(Locale.ROOT, "%11d  %.2f +- %.2f%n", simulations, mean, error));
        }
        return table.toString();
    }

    /** One game; even seeds let the first player begin. Returns the first player's score. */
    private static double play(int first, int second, int seed) {
        Connect4 game = new Connect4();
        Planner planner = new Planner();
        long mover = 0;
        long waiter = 0;
        boolean firstMoves = seed % 2 == 0;
        SplittableRandom random = new SplittableRandom(seed);
        while (!game.isFull(mover, waiter)) {
            BoardWorld world = new BoardWorld(game, 1, random.nextLong()).at(mover, waiter);
            int action = planner
                    .plan(world, SearchBudget.simulations(firstMoves ? first : second), OPTIONS, random.split())
                    .action();
            long placed = game.place(mover, waiter, action);
            if (game.hasWon(placed)) {
                return firstMoves ? 1 : 0;
            }
            mover = waiter;
            waiter = placed;
            firstMoves = !firstMoves;
        }
        return 0.5;
    }
}
