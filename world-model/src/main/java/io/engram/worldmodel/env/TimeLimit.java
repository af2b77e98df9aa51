package io.engram.worldmodel.env;

import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.EnvironmentException;
import io.engram.worldmodel.Reset;
import io.engram.worldmodel.Step;
import java.util.OptionalLong;

/** Truncates an episode after a number of steps. */
public final class TimeLimit extends Wrapper {
    private final int maxSteps;
    private int steps;
    private boolean over = true;

    public TimeLimit(Environment inner, int maxSteps) {
        super(inner);
        if (maxSteps < 1) {
            throw new IllegalArgumentException("maxSteps: expected at least 1, received " + maxSteps);
        }
        this.maxSteps = maxSteps;
    }

    @Override
    public EnvSpec spec() {
        EnvSpec spec = inner().spec();
        int limit = spec.maxSteps() == 0 ? maxSteps : Math.min(maxSteps, spec.maxSteps());
        return new EnvSpec(spec.id(), limit, spec.actionNames(), spec.minReward(), spec.maxReward());
    }

    @Override
    public Reset reset(OptionalLong seed) {
        steps = 0;
        over = false;
        return inner().reset(seed);
    }

    @Override
    public Step step(int action) {
        if (over) {
            throw new EnvironmentException(spec().id(), "step", "a running episode (call reset first)",
                    "action " + action);
        }
        Step step = inner().step(action);
        steps++;
        boolean late = !step.done() && steps >= maxSteps;
        over = step.done() || late;
        return late ? new Step(step.observation(), step.reward(), false, true, step.info()) : step;
    }
}
