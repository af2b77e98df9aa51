package io.engram.inference.transformer;

/**
 * Rotary position embedding.
 *
 * @param dim
 *            rotated elements of each head, even
 * @param splitHalf
 *            whether pair j is elements (j, j + dim / 2), else (2j, 2j + 1)
 * @param base
 *            frequency base (theta)
 * @param scaling
 *            how positions past the trained context are treated
 */
public record RopeSpec(int dim, boolean splitHalf, float base, Scaling scaling) {
    /**
     * Context extension. With {@code factor} 1 there is none. Linear scaling divides positions by the factor. YaRN (Peng et
     * al. 2023) does so only for slow frequencies: those that turn less than {@code betaSlow} times in the original context;
     * those that turn more than {@code betaFast} times are kept, with a ramp in between.
     *
     * @param yarn
     *            whether by YaRN or linearly
     * @param factor
     *            at least 1
     * @param originalContext
     *            trained context in tokens
     * @param magnitude
     *            multiplies cosines and sines
     */
    public record Scaling(boolean yarn, float factor, int originalContext, float betaFast, float betaSlow,
            float magnitude) {
        /** No extension. */
        public static final Scaling NONE = new Scaling(false, 1, 0, 32, 1, 1);
    }
}
