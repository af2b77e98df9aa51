package io.engram.worldmodel.latent;

/**
 * Settings of a {@link LatentModel}.
 *
 * @param width of the latent state and of all hidden layers
 * @param history observations that a latent state is made of, the newest and those before it; 1 where the newest shows everything
 * @param channels numbers per cell in the convolutions of a grid
 * @param bins of the distributions over rewards and values
 * @param unroll imagined steps that are trained together (K)
 * @param valueSteps lived rewards in a value's target before the network's own value is taken (n)
 * @param gamma discount per step
 * @param learningRate of AdamW
 * @param batch sequences of one update
 * @param updatesPerStep updates after each lived step
 * @param firstSearch lived steps before anything is trained or searched
 * @param replaySteps most lived steps kept
 */
public record LatentOptions(int width, int history, int channels, int bins, int unroll, int valueSteps, double gamma,
        float learningRate, int batch, int updatesPerStep, int firstSearch, int replaySteps) {
    public LatentOptions {
        least("width", width, 1);
        least("history", history, 1);
        least("channels", channels, 1);
        least("bins", bins, 2);
        least("unroll", unroll, 1);
        least("valueSteps", valueSteps, 1);
        if (!(gamma > 0 && gamma < 1))
            throw new IllegalArgumentException("gamma: expected 0 < gamma < 1, received " + gamma);
        if (!(learningRate > 0))
            throw new IllegalArgumentException("learningRate: expected > 0, received " + learningRate);
        least("batch", batch, 1);
        least("updatesPerStep", updatesPerStep, 0);
        least("firstSearch", firstSearch, 1);
        least("replaySteps", replaySteps, 1);
    }

    private static void least(String what, int value, int least) {
        if (value < least)
            throw new IllegalArgumentException(what + ": expected >= " + least + ", received " + value);
    }

    /** Width 64, 16 channels, 41 bins, 5 steps unrolled, 5 rewards before a value, discount 0.99, one update of 64 a step after 200. */
    public static LatentOptions defaults() {
        return new LatentOptions(64, 1, 16, 41, 5, 5, 0.99, 1e-3f, 64, 1, 200, 50_000);
    }

    public LatentOptions withGamma(double value) {
        return new LatentOptions(width, history, channels, bins, unroll, valueSteps, value, learningRate, batch,
                updatesPerStep,
                firstSearch, replaySteps);
    }

    public LatentOptions withWidth(int value) {
        return new LatentOptions(value, history, channels, bins, unroll, valueSteps, gamma, learningRate, batch,
                updatesPerStep,
                firstSearch, replaySteps);
    }

    /** For worlds that show only a part of their state at a time; vectors only. */
    public LatentOptions withHistory(int value) {
        return new LatentOptions(width, value, channels, bins, unroll, valueSteps, gamma, learningRate, batch,
                updatesPerStep, firstSearch, replaySteps);
    }

    public LatentOptions withBatch(int value) {
        return new LatentOptions(width, history, channels, bins, unroll, valueSteps, gamma, learningRate, value,
                updatesPerStep,
                firstSearch, replaySteps);
    }

    public LatentOptions withUpdatesPerStep(int value) {
        return new LatentOptions(width, history, channels, bins, unroll, valueSteps, gamma, learningRate, batch, value,
                firstSearch, replaySteps);
    }

    public LatentOptions withFirstSearch(int value) {
        return new LatentOptions(width, history, channels, bins, unroll, valueSteps, gamma, learningRate, batch,
                updatesPerStep,
                value, replaySteps);
    }
}
