package io.engram.daemon.terminal;

/** A series as one line of block characters, one per value. */
public final class Sparkline {
    private static final String LEVELS = "▁▂▃▄▅▆▇█";

    private Sparkline() {
    }

    /**
     * Draws the last {@code width} values.
     *
     * @param values in order of time
     * @param low value of the lowest block; smaller ones are drawn as it
     * @param high value of the full block, greater than {@code low}; larger ones are drawn as it
     * @param width the most characters to give back
     */
    public static String of(double[] values, double low, double high, int width) {
        if (!(high > low))
            throw new IllegalArgumentException("high: expected > low = " + low + ", received " + high);
        var line = new StringBuilder();
        for (int i = Math.max(0, values.length - width); i < values.length; i++) {
            double share = (values[i] - low) / (high - low);
            int level = (int) Math.round(Math.clamp(share, 0.0, 1.0) * (LEVELS.length() - 1));
            line.append(LEVELS.charAt(level));
        }
        return line.toString();
    }
}
