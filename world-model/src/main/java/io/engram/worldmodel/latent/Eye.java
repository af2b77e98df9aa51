package io.engram.worldmodel.latent;

import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Observation.GridObservation;
import io.engram.worldmodel.Observation.VectorObservation;
import io.engram.worldmodel.Space;
import java.util.Arrays;

/**
 * Observations as a network's input. Vectors are scaled by the mean and spread of everything lived, kept current; in grids each
 * cell and channel is written as one-hot.
 */
final class Eye {
    private static final float LEAST = 1e-4f;
    private static final float MOST = 10;

    final Space space;
    /** Numbers of an input. */
    final int width;
    /** [width] running mean and mean square of vectors; unused for grids. */
    final double[] mean;
    final double[] square;
    long seen;

    /** An eye for vectors or grids. */
    Eye(Space space) {
        this.space = space;
        width = switch (space) {
            case Space.Box box -> box.length();
            case Space.Grid grid -> grid.width() * grid.height() * grid.channels() * (grid.maxId() + 1);
            default -> throw new IllegalArgumentException(
                    "observation space: expected vectors or grids, received " + space);
        };
        mean = new double[width];
        square = new double[width];
    }

    /** Checks an observation and, where it is a vector, takes it into the scales. */
    void see(Observation observation, boolean learn) {
        check(observation);
        if (!learn || !(observation instanceof VectorObservation(float[] values)))
            return;
        seen++;
        for (int i = 0; i < width; i++) {
            double v = values[i];
            mean[i] += (v - mean[i]) / seen;
            square[i] += (v * v - square[i]) / seen;
        }
    }

    private void check(Observation observation) {
        if (observation instanceof VectorObservation(float[] values) && space instanceof Space.Box) {
            if (values.length != width)
                throw new IllegalArgumentException(
                        "observation: expected a vector of " + width + " numbers, received " + observation);
            for (float value : values)
                if (!Float.isFinite(value))
                    throw new IllegalArgumentException("observation: expected finite numbers, received " + observation);
        } else if (!(observation instanceof GridObservation) || !space.contains(observation)) {
            throw new IllegalArgumentException("observation: expected one of " + space + ", received " + observation);
        }
    }

    private float spread(int i) {
        double variance = square[i] - mean[i] * mean[i];
        return seen < 2 ? 1 : Math.max(LEAST, (float) Math.sqrt(Math.max(0, variance)));
    }

    /** Writes an observation to {@code x[at .. at + width)}. */
    void write(Observation observation, float[] x, int at) {
        switch (observation) {
            case VectorObservation(float[] values) -> {
                for (int i = 0; i < width; i++)
                    x[at + i] = Math.clamp((float) ((values[i] - mean[i]) / spread(i)), -MOST, MOST);
            }
            case GridObservation grid -> {
                int ids = ((Space.Grid) space).maxId() + 1;
                Arrays.fill(x, at, at + width, 0);
                int[] cells = grid.cells();
                for (int i = 0; i < cells.length; i++)
                    x[at + i * ids + cells[i]] = 1;
            }
            default -> throw new IllegalArgumentException("observation: expected one of " + space);
        }
    }

    /** The observation that decoded numbers stand for. */
    Observation read(float[] y, int at) {
        if (space instanceof Space.Grid grid) {
            int ids = grid.maxId() + 1;
            int[] cells = new int[width / ids];
            for (int i = 0; i < cells.length; i++) {
                int o = at + i * ids;
                for (int id = 1; id < ids; id++)
                    if (y[o + id] > y[o + cells[i]])
                        cells[i] = id;
            }
            return new GridObservation(grid.width(), grid.height(), grid.channels(), cells);
        }
        float[] values = new float[width];
        for (int i = 0; i < width; i++)
            values[i] = (float) (mean[i] + y[at + i] * spread(i));
        return new VectorObservation(values);
    }
}
