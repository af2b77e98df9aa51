package io.engram.worldmodel.env;

import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.Step;

/** Multiplies every reward by a factor. */
public final class ScaleReward extends Wrapper {
    private final double factor;

    public ScaleReward(Environment inner, double factor) {
        super(inner);
        if (!(Math.abs(factor) > 0 && Double.isFinite(factor))) {
            throw new IllegalArgumentException("factor: expected a finite number other than 0, received " + factor);
        }
        this.factor = factor;
    }

    @Override
    public EnvSpec spec() {
        EnvSpec spec = inner().spec();
        double a = spec.minReward() * factor;
        double b = spec.maxReward() * factor;
        return new EnvSpec(spec.id(), spec.maxSteps(), spec.actionNames(), Math.min(a, b), Math.max(a, b));
    }

    @Override
    public Step step(int action) {
        Step step = inner().step(action);
        return new Step(step.observation(), step.reward() * factor, step.terminated(), step.truncated(), step.info());
    }
}
