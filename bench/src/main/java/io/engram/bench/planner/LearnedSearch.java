package io.engram.bench.planner;

import io.engram.planner.Plan;
import io.engram.planner.Planner;
import io.engram.planner.PlannerOptions;
import io.engram.planner.SearchBudget;
import io.engram.worldmodel.Step;
import io.engram.worldmodel.env.CartPole;
import io.engram.worldmodel.ensemble.EnsembleModel;
import io.engram.worldmodel.ensemble.EnsembleOptions;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * Simulations per second of tree search over a learned world of 64-64 networks (CartPole after 400 steps), one thread, for
 * several batches of leaves. A simulation is one step of the dynamics (of all members), one of reward and end, and one
 * judgement of values. {@code [runs] [members]}
 */
public final class LearnedSearch {
    private static final int SIMULATIONS = 20_000;

    private LearnedSearch() {
    }

    /** See the class. */
    public static void main(String[] args) {
        int runs = args.length > 0 ? Integer.parseInt(args[0]) : 7;
        int members = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        EnsembleOptions d = EnsembleOptions.defaults();
        EnsembleModel model = learned(new EnsembleOptions(members, 64, 0, d.gamma(), d.learningRate(), d.batch(), 2,
                100, d.replaySteps(), d.dreams()));
        System.out.printf(Locale.ROOT, "%d members of 64-64, %d simulations a plan, %d runs%n%6s %12s %12s%n", members,
                SIMULATIONS, runs, "batch", "median/s", "min/s");
        for (int batch : new int[]{1, 4, 8, 16, 32}) {
            double[] speed = new double[runs];
            for (int run = -2; run < runs; run++) {
                Plan plan = new Planner().plan(model.world(), SearchBudget.simulations(SIMULATIONS),
                        PlannerOptions.defaults().withEarlyStop(false).withBatch(batch), new SplittableRandom(1));
                if (run >= 0)
                    speed[run] = plan.simulations() / (plan.elapsed().toNanos() * 1e-9);
            }
            Arrays.sort(speed);
            System.out.printf(Locale.ROOT, "%6d %,12.0f %,12.0f%n", batch, speed[runs / 2], speed[0]);
        }
    }

    private static EnsembleModel learned(EnsembleOptions options) {
        CartPole env = CartPole.v1();
        EnsembleModel model = new EnsembleModel(env.spec(), 4, 2, options, 1);
        SplittableRandom random = new SplittableRandom(1);
        int lived = 0;
        while (lived < 400) {
            model.begin(env.reset(OptionalLong.of(lived)));
            boolean done = false;
            while (!done) {
                int action = model.policy(random);
                Step step = env.step(action);
                model.observe(action, step);
                lived++;
                done = step.done();
            }
        }
        model.begin(env.reset(OptionalLong.of(1)));
        return model;
    }
}
