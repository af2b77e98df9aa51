package io.engram.worldmodel.ensemble;

/**
 * Settings of an {@link EnsembleModel}.
 *
 * @param members dynamics networks, at least 1; two or more make a trust
 * @param width units of each of the two hidden layers
 * @param history earlier observations (and actions) that are part of the state; 0 where one observation says all
 * @param gamma discount per step
 * @param learningRate of Adam at the start
 * @param batch examples of one update
 * @param updatesPerStep updates after each lived step
 * @param firstSearch lived steps before anything is trained or searched
 * @param replaySteps most lived steps kept
 * @param dreams imagined states that are carried on beside each other
 */
public record EnsembleOptions(int members, int width, int history, double gamma, float learningRate, int batch,
        int updatesPerStep, int firstSearch, int replaySteps, int dreams) {
    public EnsembleOptions {
        least("members", members, 1);
        least("width", width, 1);
        least("history", history, 0);
        if (!(gamma > 0 && gamma < 1))
            throw new IllegalArgumentException("gamma: expected 0 < gamma < 1, received " + gamma);
        if (!(learningRate > 0))
            throw new IllegalArgumentException("learningRate: expected > 0, received " + learningRate);
        least("batch", batch, 1);
        least("updatesPerStep", updatesPerStep, 0);
        least("firstSearch", firstSearch, 1);
        least("replaySteps", replaySteps, 1);
        least("dreams", dreams, 1);
    }

    private static void least(String what, int value, int least) {
        if (value < least)
            throw new IllegalArgumentException(what + ": expected >= " + least + ", received " + value);
    }

    /** 3 members of 64-64, no history, discount 0.99, learning rate 0.001, 4 updates of 64 a step after 100 steps. */
    public static EnsembleOptions defaults() {
        return new EnsembleOptions(3, 64, 0, 0.99, 1e-3f, 64, 4, 100, 50_000, 64);
    }

    public EnsembleOptions withHistory(int value) {
        return new EnsembleOptions(members, width, value, gamma, learningRate, batch, updatesPerStep, firstSearch,
                replaySteps, dreams);
    }

    public EnsembleOptions withGamma(double value) {
        return new EnsembleOptions(members, width, history, value, learningRate, batch, updatesPerStep, firstSearch,
                replaySteps, dreams);
    }

    public EnsembleOptions withUpdatesPerStep(int value) {
        return new EnsembleOptions(members, width, history, gamma, learningRate, batch, value, firstSearch,
                replaySteps, dreams);
    }
}
