package io.engram.inference.train;

/**
 * Sizes of a model.
 *
 * @param vocabulary
 *            token ids
 * @param context
 *            most tokens of a document
 * @param width
 *            D
 * @param layers
 *            blocks
 * @param denseLayers
 *            first blocks whose feed-forward part is one network instead of a mixture
 * @param heads
 *            query heads, {@code heads * headDim = width}
 * @param kvHeads
 *            key and value heads, a divisor of {@code heads}
 * @param headDim
 *            elements of a head, even
 * @param denseWidth
 *            width of the feed-forward network of a dense block
 * @param experts
 *            X
 * @param expertsPerToken
 *            K
 * @param expertWidth
 *            F
 * @param sharedWidth
 *            width of the expert that sees every token; 0 for none
 * @param routedScale
 *            multiplies the weighted sum of the chosen experts
 * @param ropeBase
 *            base of the rotary frequencies
 * @param epsilon
 *            of the RMS norms
 * @param tied
 *            whether logits are products with the embedding (Press and Wolf 2017), so that what was learned of a token by
 *            reading it is known when it is written
 */
public record MoeShape(int vocabulary, int context, int width, int layers, int denseLayers, int heads, int kvHeads,
        int headDim, int denseWidth, int experts, int expertsPerToken, int expertWidth, int sharedWidth,
        float routedScale, float ropeBase, float epsilon, boolean tied) {

    /** Checks every size. */
    public MoeShape {
        atLeast("vocabulary", vocabulary, 2);
        atLeast("context", context, 1);
        atLeast("width", width, 1);
        atLeast("layers", layers, 1);
        check("denseLayers", denseLayers >= 0 && denseLayers <= layers, "0 to " + layers, denseLayers);
        atLeast("kvHeads", kvHeads, 1);
        check("heads", heads > 0 && heads % kvHeads == 0, "a multiple of " + kvHeads + " kvHeads", heads);
        check("headDim", headDim > 0 && headDim % 2 == 0 && headDim * heads == width,
                "an even number with heads * headDim = " + width, headDim);
        if (denseLayers > 0) {
            atLeast("denseWidth", denseWidth, 1);
        }
        if (denseLayers < layers) {
            atLeast("experts", experts, 1);
            check("expertsPerToken", expertsPerToken >= 1 && expertsPerToken <= experts, "1 to " + experts,
                    expertsPerToken);
            atLeast("expertWidth", expertWidth, 1);
            atLeast("sharedWidth", sharedWidth, 0);
        }
        check("routedScale", routedScale > 0, "a positive number", routedScale);
        check("ropeBase", ropeBase > 1, "a number above 1", ropeBase);
        check("epsilon", epsilon > 0, "a positive number", epsilon);
    }

    /** Elements of all query heads of a token. */
    int queryWidth() {
        return heads * headDim;
    }

    /** Elements of all key heads of a token, and of all value heads. */
    int keyWidth() {
        return kvHeads * headDim;
    }

    /** Whether block {@code layer} has a mixture. */
    boolean mixture(int layer) {
        return layer >= denseLayers;
    }

    /** Trained numbers, selection biases left out. */
    public long parameters() {
        return parameters(experts);
    }

    /** Trained numbers that one token meets, its embedding row included. */
    public long activeParameters() {
        return parameters(expertsPerToken) - (tied ? 0 : (long) (vocabulary - 1) * width);
    }

    private long parameters(int expertCount) {
        long attention = (long) width * (2L * queryWidth() + 2L * keyWidth()) + 2L * headDim + 2L * width;
        long mixture = 3L * width * ((long) expertCount * expertWidth + sharedWidth) + (long) experts * width;
        long dense = 3L * width * denseWidth;
        return (tied ? 1L : 2L) * vocabulary * width + width + layers * attention + denseLayers * dense
                + (layers - denseLayers) * mixture;
    }

    private static void atLeast(String name, int value, int least) {
        check(name, value >= least, "an integer >= " + least, value);
    }

    private static void check(String name, boolean good, String rule, Number value) {
        if (!good) {
            throw new IllegalArgumentException(name + ": expected " + rule + ", received " + value);
        }
    }
}
