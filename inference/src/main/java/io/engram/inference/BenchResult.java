package io.engram.inference;

import java.util.Arrays;

/**
 * Speed of a model over several runs, in tokens per second.
 *
 * @param prefillTps
 *            prompt tokens per second
 * @param decodeTps
 *            generated tokens per second
 */
public record BenchResult(Spread prefillTps, Spread decodeTps) {
    /** Slowest, middle and fastest run. */
    public record Spread(double min, double median, double max) {
        /** Of at least one value; the median of an even number is the mean of the middle two. */
        public static Spread of(double... values) {
            if (values.length == 0) {
                throw new IllegalArgumentException("values: expected at least one, received none");
            }
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int n = sorted.length;
            return new Spread(sorted[0], (sorted[(n - 1) / 2] + sorted[n / 2]) / 2, sorted[n - 1]);
        }
    }
}
