package io.engram.tensor.layer;

import io.engram.tensor.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Trainable numbers and the gradient collected for them, of equal length. The arrays are the live ones: an optimiser
 * writes {@code value}, backward passes add to {@code gradient}.
 */
public final class Parameter {
    private final String name;
    private final boolean decayed;
    private final float[] value;
    private final float[] gradient;

    /**
     * Zeros under a name that is unique in its model.
     *
     * @param decayed
     *            whether weight decay applies: true for weight matrices, false for biases and gains
     */
    public Parameter(String name, int size, boolean decayed) {
        this.name = Objects.requireNonNull(name, "name");
        this.decayed = decayed;
        this.value = new float[size];
        this.gradient = new float[size];
    }

    private Parameter(Parameter of) {
        this.name = of.name;
        this.decayed = of.decayed;
        this.value = of.value;
        this.gradient = new float[of.value.length];
    }

    /** A parameter with the same live values and a gradient of its own: for a thread that works on its part of a batch. */
    public Parameter shadow() {
        return new Parameter(this);
    }

    /** The name, for saved files and messages. */
    public String name() {
        return name;
    }

    /** Whether weight decay applies. */
    public boolean decayed() {
        return decayed;
    }

    /** How many numbers. */
    public int size() {
        return value.length;
    }

    /** The live values. */
    public float[] value() {
        return value;
    }

    /** The live gradient. */
    public float[] gradient() {
        return gradient;
    }

    /** Overwrites the values with those of {@code other}, which has the same size; for target networks. */
    public void copyFrom(Parameter other) {
        if (other.size() != size()) {
            throw new ShapeException("parameter " + name + ": expected " + size() + " values, received " + other.size()
                    + " of " + other.name);
        }
        System.arraycopy(other.value, 0, value, 0, value.length);
    }

    /** Sets every gradient to zero. */
    public static void clearGradients(List<Parameter> parameters) {
        for (Parameter parameter : parameters) {
            Arrays.fill(parameter.gradient, 0);
        }
    }
}
