package io.engram.worldmodel;

import io.engram.worldmodel.Observation.GridObservation;
import io.engram.worldmodel.Observation.VectorObservation;

/**
 * How different a predicted observation is from the seen one, in [0,1]: for vectors the distance in units of what usually
 * changes in one step, entry by entry; for grids the share of different cells; for everything else equal or not.
 *
 * <p>Learns the usual change from what is seen, so one instance belongs to one stream of observations.
 */
public final class Differences {
    private static final double SLOWEST = 0.001;
    private double[] meanSquare = new double[0];
    private long seen;

    /** Takes in one lived step. */
    public void see(Observation before, Observation after) {
        if (!(before instanceof VectorObservation(float[] from) && after instanceof VectorObservation(float[] to)))
            return;
        if (meanSquare.length != to.length)
            meanSquare = new double[to.length];
        seen++;
        double rate = Math.max(SLOWEST, 1.0 / seen);
        for (int i = 0; i < to.length; i++) {
            double change = (double) to[i] - from[i];
            meanSquare[i] += rate * (change * change - meanSquare[i]);
        }
    }

    /** The usual change of entry {@code i} of a vector in one step (root mean square); 0 before anything was seen. */
    public double usualChange(int i) {
        return i < meanSquare.length ? Math.sqrt(meanSquare[i]) : 0;
    }

    /** Difference in [0,1]. */
    public double of(Observation predicted, Observation actual) {
        if (predicted instanceof VectorObservation(float[] p) && actual instanceof VectorObservation(float[] a))
            return vectors(p, a);
        if (predicted instanceof GridObservation p && actual instanceof GridObservation a
                && p.cells().length == a.cells().length)
            return cells(p.cells(), a.cells());
        return predicted.equals(actual) ? 0 : 1;
    }

    /** Difference of two vectors of one length, in [0,1]. */
    public double vectors(float[] predicted, float[] actual) {
        double sum = 0;
        for (int i = 0; i < actual.length; i++) {
            double d = (double) predicted[i] - actual[i];
            double unit = i < meanSquare.length ? meanSquare[i] : 0;
            sum += d == 0 ? 0 : unit == 0 ? 1 : Math.min(1, d * d / unit);
        }
        return Math.sqrt(sum / Math.max(1, actual.length));
    }

    private static double cells(int[] predicted, int[] actual) {
        int wrong = 0;
        for (int i = 0; i < actual.length; i++)
            wrong += predicted[i] == actual[i] ? 0 : 1;
        return wrong / (double) Math.max(1, actual.length);
    }
}
