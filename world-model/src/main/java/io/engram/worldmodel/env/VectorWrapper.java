package io.engram.worldmodel.env;

import io.engram.worldmodel.Environment;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Reset;
import io.engram.worldmodel.Space;
import io.engram.worldmodel.Step;
import java.util.OptionalLong;

/** Changes observations that are vectors. */
abstract class VectorWrapper extends Wrapper {
    private final int innerLength;

    VectorWrapper(Environment inner) {
        super(inner);
        if (!(inner.observationSpace() instanceof Space.Box box)) {
            throw new IllegalArgumentException(
                    inner.spec().id() + ": expected vector observations, received " + inner.observationSpace());
        }
        innerLength = box.length();
    }

    final int innerLength() {
        return innerLength;
    }

    /** What is seen instead; {@code first} at the start of an episode. Must not keep or change {@code seen}. */
    abstract float[] change(float[] seen, boolean first);

    private Observation.VectorObservation changed(Observation observation, boolean first) {
        return new Observation.VectorObservation(change(((Observation.VectorObservation) observation).values(), first));
    }

    @Override
    public final Reset reset(OptionalLong seed) {
        Reset reset = inner().reset(seed);
        return new Reset(changed(reset.observation(), true), reset.info());
    }

    @Override
    public final Step step(int action) {
        Step step = inner().step(action);
        return new Step(changed(step.observation(), false), step.reward(), step.terminated(), step.truncated(),
                step.info());
    }
}
