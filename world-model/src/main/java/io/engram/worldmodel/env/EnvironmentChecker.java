package io.engram.worldmodel.env;

import io.engram.worldmodel.Environment;
import io.engram.worldmodel.EnvironmentException;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Reset;
import io.engram.worldmodel.Space;
import io.engram.worldmodel.Step;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Lives in an environment for a while with random legal actions and says in plain words where it breaks the contract: spaces,
 * finite numbers, reward range, masks, seeds, the end of episodes, errors for misuse.
 */
public final class EnvironmentChecker {
    private static final int MOST_PROBLEMS = 20;
    private final Supplier<? extends Environment> factory;
    private final int steps;
    private final Set<String> problems = new LinkedHashSet<>();

    private EnvironmentChecker(Supplier<? extends Environment> factory, int steps) {
        this.factory = factory;
        this.steps = steps;
    }

    /**
     * Checks an environment.
     *
     * @param factory makes a fresh one; called a few times
     * @param steps to live in it, at least 1; some hundreds find most problems
     * @return what is wrong, each once; empty when nothing was found
     */
    public static List<String> check(Supplier<? extends Environment> factory, int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("steps: expected at least 1, received " + steps);
        }
        EnvironmentChecker checker = new EnvironmentChecker(factory, steps);
        checker.run();
        return List.copyOf(checker.problems);
    }

    private void run() {
        try (Environment environment = factory.get()) {
            mustThrow("step before the first reset", () -> environment.step(0));
        }
        List<String> first = live(11, true);
        List<String> second = live(11, false);
        for (int i = 0; i < Math.min(first.size(), second.size()); i++) {
            if (!first.get(i).equals(second.get(i))) {
                report("seed: expected the same seed and actions to give the same episode, but at step " + i
                        + " one gave " + first.get(i)
                        + " and the other " + second.get(i));
                break;
            }
        }
    }

    private List<String> live(long seed, boolean misuse) {
        List<String> trace = new ArrayList<>();
        try (Environment environment = factory.get()) {
            SplittableRandom random = new SplittableRandom(seed);
            Reset reset = environment.reset(OptionalLong.of(seed));
            Optional<BitSet> mask = Optional.ofNullable((BitSet) reset.info().get(Step.ACTION_MASK));
            int actions = environment.actionCount();
            observation(environment, reset.observation(), "reset");
            names(environment, actions);
            if (misuse) {
                mustThrow("action " + actions + ", which is out of range,", () -> environment.step(actions));
                mustThrow("action -1, which is out of range,", () -> environment.step(-1));
            }
            int length = 0;
            for (int i = 0; i < steps && problems.size() < MOST_PROBLEMS; i++) {
                int action = draw(mask, actions, random);
                if (action < 0) {
                    report("mask: expected at least one legal action in a running episode, received none");
                    return trace;
                }
                Step step = environment.step(action);
                length++;
                trace.add(step.observation() + " " + step.reward() + " " + step.done());
                observation(environment, step.observation(), "step");
                outcome(environment, step, length);
                mask = step.actionMask();
                if (step.done()) {
                    if (misuse) {
                        int again = action;
                        mustThrow("step after the episode's end", () -> environment.step(again));
                    }
                    mask = Optional
                            .ofNullable((BitSet) environment.reset(OptionalLong.empty()).info().get(Step.ACTION_MASK));
                    length = 0;
                }
            }
            if (environment.render().isBlank()) {
                report("render: expected a text that shows the state, received a blank one");
            }
        } catch (EnvironmentException | IllegalArgumentException | ClassCastException | IndexOutOfBoundsException
                | IllegalStateException
                | NullPointerException | ArithmeticException broken) {
            report("exception: expected none from legal use, received " + broken);
        }
        return trace;
    }

    private void names(Environment environment, int actions) {
        int names = environment.spec().actionNames().size();
        if (names != actions) {
            report("action names: expected " + actions + ", one for each action, received " + names);
        }
    }

    private void outcome(Environment environment, Step step, int length) {
        double low = environment.spec().minReward();
        double high = environment.spec().maxReward();
        if (!(step.reward() >= low - 1e-9 && step.reward() <= high + 1e-9)) {
            report("reward: expected " + low + ".." + high + " as the spec says, received " + step.reward());
        }
        if (step.terminated() && step.truncated()) {
            report("end: expected terminated or truncated, received both in one step");
        }
        int limit = environment.spec().maxSteps();
        if (limit > 0 && length >= limit && !step.done()) {
            report("length: expected an end after " + limit + " steps as the spec says, but the episode goes on");
        }
    }

    private void observation(Environment environment, Observation seen, String from) {
        String kind = switch (environment.observationSpace()) {
            case Space.Discrete ignored -> "a state";
            case Space.Box ignored -> "a vector";
            case Space.Grid ignored -> "a grid";
            case Space.Text ignored -> "a text";
        };
        if (!environment.observationSpace().contains(seen)) {
            report("observation: expected " + from + " to give " + kind + " of " + environment.observationSpace()
                    + ", received " + seen);
        }
    }

    private static int draw(Optional<BitSet> mask, int actions, SplittableRandom random) {
        if (mask.isEmpty()) {
            return random.nextInt(actions);
        }
        BitSet legal = mask.get();
        if (legal.isEmpty()) {
            return -1;
        }
        int skip = random.nextInt(legal.cardinality());
        int action = legal.nextSetBit(0);
        while (skip-- > 0) {
            action = legal.nextSetBit(action + 1);
        }
        return action;
    }

    private void mustThrow(String what, Runnable misuse) {
        try {
            misuse.run();
            report("misuse: expected " + what + " to throw an EnvironmentException, but it was accepted");
        } catch (EnvironmentException expected) {
            // the contract is kept
        } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException | NullPointerException
                | ArithmeticException other) {
            report("misuse: expected " + what + " to throw an EnvironmentException, received " + other);
        }
    }

    private void report(String problem) {
        problems.add(problem);
    }
}
