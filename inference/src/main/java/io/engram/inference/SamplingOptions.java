package io.engram.inference;

/**
 * How the next token is drawn from the logits. The filters apply in this order: {@code topK}, {@code topP}, {@code minP},
 * then the temperature divides what is left and one token is drawn.
 *
 * @param temperature
 *            at least 0; 0 always takes the likeliest token (greedy), 1 draws from the model's own distribution
 * @param topK
 *            keep the {@code topK} likeliest tokens; 0 keeps all
 * @param topP
 *            in (0, 1]; keep the fewest likeliest tokens that together hold this probability (nucleus sampling, Holtzman et
 *            al. 2020); 1 keeps all
 * @param minP
 *            in [0, 1]; keep tokens with at least this fraction of the likeliest token's probability (Nguyen et al. 2024);
 *            0 keeps all
 * @param seed
 *            start of the random sequence; the same seed draws the same tokens
 */
public record SamplingOptions(float temperature, int topK, float topP, float minP, long seed) {
    /** Refuses values outside the ranges above. */
    public SamplingOptions {
        check(temperature >= 0 && Float.isFinite(temperature), "temperature", "a finite number >= 0", temperature);
        check(topK >= 0, "topK", "an integer >= 0", topK);
        check(topP > 0 && topP <= 1, "topP", "a number in (0, 1]", topP);
        check(minP >= 0 && minP <= 1, "minP", "a number in [0, 1]", minP);
    }

    /** Always the likeliest token. */
    public static SamplingOptions greedy() {
        return new SamplingOptions(0, 0, 1, 0, 0);
    }

    /** A mild default for text: temperature 0.8, the 40 likeliest tokens, nucleus 0.95, min-p 0.05. */
    public static SamplingOptions balanced(long seed) {
        return new SamplingOptions(0.8f, 40, 0.95f, 0.05f, seed);
    }

    private static void check(boolean ok, String name, String rule, Number received) {
        if (!ok) {
            throw new IllegalArgumentException(name + ": expected " + rule + ", received " + received);
        }
    }
}
