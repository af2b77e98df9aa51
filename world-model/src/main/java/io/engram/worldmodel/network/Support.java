package io.engram.worldmodel.network;

import io.engram.tensor.kernel.Kernels;
import java.util.Arrays;

/**
 * Fixed numbers ("bins"), over which a network's softmax is a distribution of a value. A target is written on the two bins
 * around it, weighted so that the mean is the target; the mean of a distribution is its value.
 *
 * <p>A distribution is learned by cross-entropy, whose gradients do not grow with the size of the value as those of a squared
 * error do. Not thread-safe.
 */
public final class Support {
    private final Kernels kernels = Kernels.best();
    private final float[] bins;
    private final float[] weights;

    private Support(float[] bins) {
        this.bins = bins;
        weights = new float[bins.length];
    }

    /** Bins at these places, ascending. */
    public static Support at(float... places) {
        float[] bins = places.clone();
        for (int i = 1; i < bins.length; i++)
            if (!(bins[i] > bins[i - 1]))
                throw new IllegalArgumentException("bins: expected ascending ones, received " + Arrays.toString(bins));
        if (bins.length < 2)
            throw new IllegalArgumentException("bins: expected at least 2, received " + bins.length);
        return new Support(bins);
    }

    /**
     * Bins from {@code low} to {@code high}, evenly spaced after {@code symlog(x) = sign(x) ln(1 + |x|)}: dense around 0, wide
     * far out.
     */
    public static Support symlog(double low, double high, int count) {
        if (!(low < high) || !Double.isFinite(low) || !Double.isFinite(high))
            throw new IllegalArgumentException(
                    "range: expected finite low < high, received " + low + " and " + high);
        float[] bins = new float[count];
        double from = symlog(low);
        double to = symlog(high);
        for (int i = 0; i < count; i++) {
            double s = from + (to - from) * i / (count - 1);
            bins[i] = (float) (Math.signum(s) * Math.expm1(Math.abs(s)));
        }
        return at(bins);
    }

    private static double symlog(double x) {
        return Math.signum(x) * Math.log1p(Math.abs(x));
    }

    /** Number of bins. */
    public int size() {
        return bins.length;
    }

    /** Writes a value as two weights to {@code out[at .. at + size())}; beyond the ends it is the outermost bin. */
    public void write(float value, float[] out, int at) {
        int n = bins.length;
        Arrays.fill(out, at, at + n, 0);
        int upper = 1;
        while (upper < n - 1 && bins[upper] < value)
            upper++;
        float share = (value - bins[upper - 1]) / (bins[upper] - bins[upper - 1]);
        share = Math.clamp(share, 0f, 1f);
        out[at + upper - 1] = 1 - share;
        out[at + upper] = share;
    }

    /** The mean of the distribution whose logits start at {@code logits[at]}. */
    public float mean(float[] logits, int at) {
        System.arraycopy(logits, at, weights, 0, bins.length);
        kernels.softmax(weights, 0, bins.length);
        return kernels.dot(weights, 0, bins, 0, bins.length);
    }
}
