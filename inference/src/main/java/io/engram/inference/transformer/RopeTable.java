package io.engram.inference.transformer;

import java.util.Arrays;

/** Angles of one {@link RopeSpec}: computed in double, per position. Immutable. */
final class RopeTable {
    private final RopeSpec spec;
    /** Radians per position, {@code [dim / 2]}. */
    private final double[] frequency;

    /**
     * @param factors
     *            the file's own divisors of each frequency, {@code [dim / 2]}, or empty
     */
    RopeTable(RopeSpec spec, float... factors) {
        this.spec = spec;
        this.frequency = new double[spec.dim() / 2];
        RopeSpec.Scaling scaling = spec.scaling();
        for (int j = 0; j < frequency.length; j++) {
            double kept = Math.pow(spec.base(), -2.0 * j / spec.dim()) / (factors.length == 0 ? 1 : factors[j]);
            double stretched = kept / scaling.factor();
            double keep = scaling.yarn() ? keep(j) : 0;
            frequency[j] = stretched * (1 - keep) + kept * keep;
        }
    }

    RopeSpec spec() {
        return spec;
    }

    /** YaRN's ramp: 1 where pair j turns often in the original context, 0 where it turns seldom. */
    private double keep(int j) {
        RopeSpec.Scaling scaling = spec.scaling();
        double low = Math.max(0, Math.floor(pairThatTurns(scaling.betaFast())));
        double high = Math.min(spec.dim() - 1, Math.ceil(pairThatTurns(scaling.betaSlow())));
        return 1 - Math.clamp((j - low) / Math.max(0.001, high - low), 0, 1);
    }

    private double pairThatTurns(double times) {
        return spec.dim() * Math.log(spec.scaling().originalContext() / (times * 2 * Math.PI))
                / (2 * Math.log(spec.base()));
    }

    /** Rotates heads of {@code x} in place, row t by its position. */
    void rotate(Batch batch, float[] x, int offset, int stride, int heads, int headDim) {
        int half = frequency.length;
        float[] cos = batch.floats(Scratch.Slot.COS, half);
        float[] sin = batch.floats(Scratch.Slot.SIN, half);
        for (Batch.Run run : batch.runs()) {
            for (int i = 0; i < run.rows(); i++) {
                angles(run.position() + i, cos, sin);
                batch.compute().kernels().rope(x, offset + (run.row() + i) * stride, heads, headDim, spec.dim(),
                        spec.splitHalf(), cos, sin);
            }
        }
    }

    private void angles(int position, float[] cos, float[] sin) {
        float magnitude = spec.scaling().magnitude();
        for (int j = 0; j < frequency.length; j++) {
            double angle = position * frequency[j];
            cos[j] = (float) (Math.cos(angle) * magnitude);
            sin[j] = (float) (Math.sin(angle) * magnitude);
        }
    }

    @Override
    public String toString() {
        return spec + " " + Arrays.toString(frequency);
    }
}
