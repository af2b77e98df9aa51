package io.engram.worldmodel.env;

import io.engram.worldmodel.Environment;
import io.engram.worldmodel.Space;

/**
 * Shifts and scales every entry of a vector by the running mean and standard deviation of what was seen so far (Welford), and cuts
 * at ten standard deviations. {@link #freeze} keeps the statistics as they are, for evaluation.
 */
public final class NormalizeObservation extends VectorWrapper {
    private static final double EPSILON = 1e-8;
    private static final double LIMIT = 10;
    private final double[] mean;
    private final double[] squares;
    private long count;
    private boolean frozen;

    public NormalizeObservation(Environment inner) {
        super(inner);
        mean = new double[innerLength()];
        squares = new double[innerLength()];
    }

    /** Stops, or goes on, learning the statistics. */
    public void freeze(boolean value) {
        frozen = value;
    }

    @Override
    public Space.Box observationSpace() {
        return new Space.Box(innerLength(), (float) -LIMIT, (float) LIMIT);
    }

    @Override
    float[] change(float[] seen, boolean first) {
        if (!frozen) {
            count++;
            for (int i = 0; i < mean.length; i++) {
                double delta = seen[i] - mean[i];
                mean[i] += delta / count;
                squares[i] += delta * (seen[i] - mean[i]);
            }
        }
        float[] scaled = new float[mean.length];
        for (int i = 0; i < mean.length; i++) {
            double deviation = count > 1 ? Math.sqrt(squares[i] / count) : 1;
            scaled[i] = (float) Math.clamp((seen[i] - mean[i]) / (deviation + EPSILON), -LIMIT, LIMIT);
        }
        return scaled;
    }
}
