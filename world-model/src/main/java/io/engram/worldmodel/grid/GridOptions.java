package io.engram.worldmodel.grid;

/**
 * Settings of a {@link GridModel}.
 *
 * @param gamma discount per step; the nearer to 1, the longer the way to a reward may be (0.98: a reward 35 steps away
 *        counts half)
 * @param solverStates most imagined states whose values are solved at once (time and memory grow with it; about 150
 *        bytes a state); 0 leaves all looking ahead to the search
 * @param replaySteps most lived steps kept for relearning
 */
public record GridOptions(double gamma, int solverStates, int replaySteps) {
    public GridOptions {
        if (!(gamma > 0 && gamma < 1))
            throw new IllegalArgumentException("gamma: expected 0 < gamma < 1, received " + gamma);
        if (solverStates < 0)
            throw new IllegalArgumentException("solverStates: expected >= 0, received " + solverStates);
        if (replaySteps < 1)
            throw new IllegalArgumentException("replaySteps: expected >= 1, received " + replaySteps);
    }

    /** Discount 0.98, 20,000 solved states, 20,000 steps of replay. */
    public static GridOptions defaults() {
        return new GridOptions(0.98, 20_000, 20_000);
    }
}
