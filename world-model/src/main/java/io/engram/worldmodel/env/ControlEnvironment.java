package io.engram.worldmodel.env;

import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Space;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/** A physical system with a small state vector and discrete actions; the dynamics are deterministic. */
abstract class ControlEnvironment extends RuledEnvironment {
    /** The true state, in the units of the subclass. */
    double[] state;

    ControlEnvironment(EnvSpec spec, int size) {
        super(spec);
        state = new double[size];
    }

    /** Draws a start state. */
    abstract double[] draw(SplittableRandom source);

    /** Moves {@link #state} on by one step and returns the reward; calls {@link #end} where the rules end the episode. */
    abstract double move(int action);

    /** What is seen of a state. */
    float[] view(double[] of) {
        float[] seen = new float[of.length];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = (float) of[i];
        }
        return seen;
    }

    /** Starts an episode in a given state instead of a drawn one. */
    public final void resetTo(double... start) {
        if (start.length != state.length) {
            throw new IllegalArgumentException(
                    spec().id() + ": state: expected " + state.length + " numbers, received " + start.length);
        }
        start();
        state = start.clone();
    }

    /** A copy of the true state; for oracles and tests, never an input of a model. */
    public final double[] trueState() {
        return state.clone();
    }

    @Override
    public final Space.Box observationSpace() {
        return new Space.Box(view(state).length, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    }

    @Override
    final void begin(SplittableRandom source) {
        state = draw(source);
    }

    @Override
    final double act(int action, SplittableRandom source) {
        return move(action);
    }

    @Override
    final Observation observe() {
        return new Observation.VectorObservation(view(state));
    }

    @Override
    public final String render() {
        return spec().id()
                + Arrays.stream(state).mapToObj(v -> String.format(Locale.ROOT, " %.4f", v)).reduce("", String::concat)
                + "\n";
    }

    static double uniform(SplittableRandom source, double low, double high) {
        return low + (high - low) * source.nextDouble();
    }
}
