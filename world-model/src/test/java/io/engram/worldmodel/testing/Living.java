package io.engram.worldmodel.testing;

import io.engram.worldmodel.Environment;
import io.engram.worldmodel.Step;
import io.engram.worldmodel.TrainingBudget;
import io.engram.worldmodel.TrainingListener;
import io.engram.worldmodel.WorldModel;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** Lives in an environment by a model's own policy, then acts by what was learned. */
public final class Living {
    private Living() {
    }

    /** Learns for a number of steps from a seed. */
    public static void learn(WorldModel model, Environment environment, int steps, long seed, int updates) {
        SplittableRandom random = new SplittableRandom(seed);
        OptionalLong first = OptionalLong.of(seed);
        int lived = 0;
        while (lived < steps) {
            model.begin(environment.reset(first));
            first = OptionalLong.empty();
            boolean done = false;
            while (!done && lived < steps) {
                int action = model.policy(random);
                Step step = environment.step(action);
                model.observe(action, step);
                lived++;
                done = step.done();
            }
        }
        model.train(TrainingBudget.updates(updates), TrainingListener.NONE);
    }

    /** Mean return over episodes without learning. */
    public static double evaluate(WorldModel model, Environment environment, int episodes, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        model.exploration(0);
        model.learning(false);
        double sum = 0;
        for (int i = 0; i < episodes; i++) {
            model.begin(environment.reset(i == 0 ? OptionalLong.of(seed) : OptionalLong.empty()));
            boolean done = false;
            while (!done) {
                int action = model.policy(random);
                Step step = environment.step(action);
                model.observe(action, step);
                sum += step.reward();
                done = step.done();
            }
        }
        model.exploration(1);
        model.learning(true);
        return sum / episodes;
    }
}
