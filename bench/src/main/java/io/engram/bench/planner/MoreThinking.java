package io.engram.bench.planner;

import io.engram.planner.Planner;
import io.engram.planner.PlannerOptions;
import io.engram.planner.SearchBudget;
import io.engram.planner.Transition;
import io.engram.planner.World;
import io.engram.worldmodel.Step;
import io.engram.worldmodel.env.CartPole;
import io.engram.worldmodel.ensemble.EnsembleModel;
import io.engram.worldmodel.ensemble.EnsembleOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Whether more thinking makes better play: CartPole-v0 without any learned values or habits, so that all comes from looking
 * ahead, at 1 to 1,024 simulations a step, in the true rules, in learned ones (three small networks after some random steps),
 * in these with a trust gate, with uncertainty-aware backups, and by the best of as many random sequences of actions as cost
 * the same number of model calls. {@code [seeds] [lived steps] [PNG]}
 *
 * <p>Printed is the share of 200 steps that the pole stood, mean over seeds with 95 % intervals (1.96 standard errors).
 */
public final class MoreThinking {
    private static final int[] SIMULATIONS = {1, 4, 16, 64, 256, 1024};
    private static final double GAMMA = 0.99;
    /** Trust is 1 / (1 + disagreement of the networks), multiplied along the way. */
    private static final double TRUST_FLOOR = 0.5;
    private static final int SEQUENCE = 24;

    private MoreThinking() {
    }

    /** How an action is found. */
    @FunctionalInterface
    private interface Player {
        int act(World world, int simulations, RandomGenerator random);
    }

    private record Arm(boolean exact, Player player) {
    }

    /** See the class. */
    public static void main(String[] args) throws IOException {
        int seeds = args.length > 0 ? Integer.parseInt(args[0]) : 8;
        int lived = args.length > 1 ? Integer.parseInt(args[1]) : 400;
        PlannerOptions plain = PlannerOptions.uct().withEarlyStop(false);
        Map<String, Arm> arms = new LinkedHashMap<>();
        arms.put("true rules", new Arm(true, search(plain)));
        arms.put("learned rules", new Arm(false, search(plain.withBatch(8))));
        arms.put("learned, trust gate", new Arm(false, search(plain.withBatch(8).withTrustFloor(TRUST_FLOOR))));
        arms.put("learned, trusted backups", new Arm(false, search(plain.withBatch(8).withTrustedBackups(1))));
        arms.put("learned, best of N", new Arm(false, MoreThinking::bestOfRandom));
        double[][][] stood = new double[arms.size()][SIMULATIONS.length][seeds];
        for (int seed = 0; seed < seeds; seed++) {
            EnsembleModel model = learned(seed + 1, lived);
            for (int s = 0; s < SIMULATIONS.length; s++) {
                int a = 0;
                for (Arm arm : arms.values()) {
                    stood[a++][s][seed] = episode(arm, model, SIMULATIONS[s], seed + 1);
                }
            }
            System.err.printf(Locale.ROOT, "seed %d of %d%n", seed + 1, seeds);
        }
        print(new ArrayList<>(arms.keySet()), stood, seeds, lived);
        if (args.length > 2) {
            ThinkingChart.write(new ArrayList<>(arms.keySet()), SIMULATIONS, stood, Path.of(args[2]));
        }
    }

    private static void print(List<String> names, double[][][] stood, int seeds, int lived) {
        System.out.printf(Locale.ROOT, "CartPole-v0, %d seeds, %d random steps lived%n%-26s", seeds, lived, "");
        for (int s : SIMULATIONS) {
            System.out.printf(Locale.ROOT, "%16d", s);
        }
        System.out.println();
        for (int a = 0; a < names.size(); a++) {
            System.out.printf(Locale.ROOT, "%-26s", names.get(a));
            for (double[] values : stood[a]) {
                System.out.printf(Locale.ROOT, "%9.2f ± %4.2f", mean(values), interval(values));
            }
            System.out.println();
        }
    }

    static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    /** Half of the 95 % interval of the mean. */
    static double interval(double[] values) {
        double mean = mean(values);
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return values.length < 2 ? 0 : 1.96 * Math.sqrt(squares / (values.length - 1) / values.length);
    }

    private static Player search(PlannerOptions options) {
        return (world, simulations, random) -> new Planner()
                .plan(world, SearchBudget.simulations(simulations), options, random).action();
    }

    /** The first action of the best of some random sequences; a simulation of a search costs two calls, a step of these one. */
    private static int bestOfRandom(World world, int simulations, RandomGenerator random) {
        world.reserve(3);
        Transition made = new Transition();
        int first = random.nextInt(world.actionCount());
        double best = Double.NEGATIVE_INFINITY;
        for (int left = 2 * simulations; left > 0;) {
            int begin = random.nextInt(world.actionCount());
            double sum = 0;
            double factor = 1;
            int slot = 0;
            for (int depth = 0; depth < SEQUENCE && factor > 0 && left > 0; depth++, left--) {
                int to = slot == 1 ? 2 : 1;
                made.reset();
                world.step(slot, depth == 0 ? begin : random.nextInt(world.actionCount()), to, made);
                sum += factor * made.reward;
                factor *= made.discount;
                slot = to;
            }
            if (sum > best) {
                best = sum;
                first = begin;
            }
        }
        return first;
    }

    /** One life; the share of the steps that it lasted. */
    private static double episode(Arm arm, EnsembleModel model, int simulations, long seed) {
        CartPole env = CartPole.v0();
        model.begin(env.reset(OptionalLong.of(1_000 + seed)));
        SplittableRandom random = new SplittableRandom(seed);
        int steps = 0;
        for (boolean done = false; !done; steps++) {
            World world = arm.exact ? new TrueCartPole(env.trueState(), GAMMA) : new WithoutValues(model.world());
            int action = arm.player.act(world, simulations, random);
            Step step = env.step(action);
            model.observe(action, step);
            done = step.done();
        }
        return steps / 200.0;
    }

    private static EnsembleModel learned(long seed, int steps) {
        CartPole env = CartPole.v0();
        EnsembleModel model = new EnsembleModel(env.spec(), 4, 2, EnsembleOptions.defaults().withUpdatesPerStep(2),
                seed);
        SplittableRandom random = new SplittableRandom(seed);
        int lived = 0;
        while (lived < steps) {
            model.begin(env.reset(OptionalLong.of(seed * 10_000 + lived)));
            boolean done = false;
            while (!done) {
                int action = random.nextInt(2);
                Step step = env.step(action);
                model.observe(action, step);
                lived++;
                done = step.done();
            }
        }
        model.learning(false);
        model.exploration(0);
        return model;
    }
}
