package io.engram.worldmodel.ensemble;

import java.util.Arrays;

/**
 * How a state is written as numbers, and how it is scaled for the networks.
 *
 * <p>A state is {@code [observation, then for each of h earlier steps: the change it brought, the action as one-hot]}, newest
 * first. Changes instead of earlier observations, because neighbouring observations are nearly equal and only their
 * difference says something. Before an episode's start, changes and actions are zero.
 */
final class StateForm {
    final int seen;
    final int actions;
    final int history;
    /** Numbers of a state. */
    final int width;
    final float[] mean;
    final float[] scale;
    final float[] changeMean;
    final float[] changeScale;
    /** Range of observations that were lived, for keeping imagination on the ground. */
    final float[] low;
    final float[] high;
    private static final float LEAST = 1e-4f;

    StateForm(int seen, int actions, int history) {
        this.seen = seen;
        this.actions = actions;
        this.history = history;
        width = seen + history * (seen + actions);
        mean = new float[width];
        scale = new float[width];
        changeMean = new float[seen];
        changeScale = new float[seen];
        low = new float[seen];
        high = new float[seen];
        Arrays.fill(low, Float.POSITIVE_INFINITY);
        Arrays.fill(high, Float.NEGATIVE_INFINITY);
        Arrays.fill(scale, 1);
        Arrays.fill(changeScale, 1);
    }

    /** Takes notice of an observation's range. */
    void see(float[] observation) {
        for (int i = 0; i < seen; i++) {
            low[i] = Math.min(low[i], observation[i]);
            high[i] = Math.max(high[i], observation[i]);
        }
    }

    /** A predicted entry, kept within the lived range and a quarter of it to either side. */
    float grounded(int i, float value) {
        float margin = 0.25f * (high[i] - low[i]);
        return Math.max(low[i] - margin, Math.min(high[i] + margin, value));
    }

    /** Whether an observation lies outside everything lived, by more than a twentieth of its range. */
    boolean unheardOf(float[] observations, int at) {
        for (int i = 0; i < seen; i++) {
            float margin = 0.05f * (high[i] - low[i]) + 1e-6f;
            float v = observations[at + i];
            if (v < low[i] - margin || v > high[i] + margin)
                return true;
        }
        return false;
    }

    /** The state at an episode's start. */
    void start(float[] observation, float[] state) {
        Arrays.fill(state, 0);
        System.arraycopy(observation, 0, state, 0, seen);
    }

    /** The state after an action led from {@code from} to an observation; {@code to} may be the same array and place. */
    void follow(float[] from, int fromAt, int action, float[] observation, int at, float[] to, int toAt) {
        int block = seen + actions;
        for (int h = history - 1; h > 0; h--)
            System.arraycopy(from, fromAt + seen + (h - 1) * block, to, toAt + seen + h * block, block);
        if (history > 0) {
            for (int i = 0; i < seen; i++)
                to[toAt + seen + i] = observation[at + i] - from[fromAt + i];
            for (int a = 0; a < actions; a++)
                to[toAt + 2 * seen + a] = a == action ? 1 : 0;
        }
        System.arraycopy(observation, at, to, toAt, seen);
    }

    /** Writes the scaled state to {@code x[xo ..]}. */
    void scaled(float[] states, int at, float[] x, int xo) {
        for (int i = 0; i < width; i++)
            x[xo + i] = Math.max(-10, Math.min(10, (states[at + i] - mean[i]) / scale[i]));
    }

    /** Writes a scaled observation to {@code x[xo ..]}. */
    void scaledObservation(float[] observation, int at, float[] x, int xo) {
        for (int i = 0; i < seen; i++)
            x[xo + i] = Math.max(-10, Math.min(10, (observation[at + i] - mean[i]) / scale[i]));
    }

    float scaledEntry(float value, int i) {
        return (value - mean[i]) / scale[i];
    }

    /** Takes the scales from what was lived. The networks that read them are told, so that what they compute stays. */
    void fit(Lived lived, Iterable<Mlp> readers, Iterable<Mlp> dynamics) {
        int n = lived.size();
        for (int i = 0; i < width; i++) {
            boolean oneHot = i >= seen && (i - seen) % (seen + actions) >= seen;
            if (oneHot)
                continue;
            double sum = 0;
            double squares = 0;
            for (int k = 0; k < n; k++) {
                double v = lived.states[k * width + i];
                sum += v;
                squares += v * v;
            }
            float m = (float) (sum / n);
            float s = Math.max(LEAST, (float) Math.sqrt(Math.max(0, squares / n - (sum / n) * (sum / n))));
            for (Mlp reader : readers)
                reader.inputWritten(i, (m - mean[i]) / scale[i], s / scale[i]);
            mean[i] = m;
            scale[i] = s;
        }
        for (int i = 0; i < seen; i++) {
            double sum = 0;
            double squares = 0;
            for (int k = 0; k < n; k++) {
                double v = (double) lived.next[k * seen + i] - lived.states[k * width + i];
                sum += v;
                squares += v * v;
            }
            float m = (float) (sum / n);
            float s = Math.max(1e-6f, (float) Math.sqrt(Math.max(0, squares / n - (sum / n) * (sum / n))));
            for (Mlp net : dynamics)
                net.outputWritten(i, (m - changeMean[i]) / changeScale[i], s / changeScale[i]);
            changeMean[i] = m;
            changeScale[i] = s;
        }
    }
}
