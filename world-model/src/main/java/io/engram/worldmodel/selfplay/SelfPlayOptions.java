package io.engram.worldmodel.selfplay;

/**
 * Settings of a {@link SelfPlayModel}.
 *
 * @param channels numbers per cell inside the network
 * @param blocks residual blocks
 * @param simulations of the search per move in practice
 * @param leaves judged together in a search
 * @param openingMoves most random moves at the start of a practice game; how many is drawn from 0 to this
 * @param updatesPerGame updates for each practice game
 * @param batch positions of one update
 * @param positions most positions kept for updates
 * @param learningRate of AdamW
 */
public record SelfPlayOptions(int channels, int blocks, int simulations, int leaves, int openingMoves,
        int updatesPerGame, int batch, int positions, float learningRate) {
    public SelfPlayOptions {
        least("channels", channels, 1);
        least("blocks", blocks, 0);
        least("simulations", simulations, 1);
        least("leaves", leaves, 1);
        least("openingMoves", openingMoves, 0);
        least("updatesPerGame", updatesPerGame, 1);
        least("batch", batch, 1);
        least("positions", positions, 1);
        if (!(learningRate > 0))
            throw new IllegalArgumentException("learningRate: expected > 0, received " + learningRate);
    }

    private static void least(String what, int value, int least) {
        if (value < least)
            throw new IllegalArgumentException(what + ": expected >= " + least + ", received " + value);
    }

    /** For boards of nine cells: one block of 16 channels, 32 simulations, 4 updates of 64 positions a game. */
    public static SelfPlayOptions small() {
        return new SelfPlayOptions(16, 1, 32, 1, 4, 4, 64, 10_000, 2e-3f);
    }

    /** For boards of some forty cells: two blocks of 24 channels, 48 simulations, 8 updates of 128 positions a game. */
    public static SelfPlayOptions medium() {
        return new SelfPlayOptions(24, 2, 48, 4, 6, 8, 128, 60_000, 1e-3f);
    }
}
