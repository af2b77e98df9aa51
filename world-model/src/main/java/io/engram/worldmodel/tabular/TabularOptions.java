package io.engram.worldmodel.tabular;

/**
 * Settings of a {@link TabularModel}.
 *
 * @param gamma discount per step, in (0,1)
 * @param maxStates most states told apart; all further ones count as one
 * @param beta size of the exploration bonus in worlds of chance, as a share of the largest value
 * @param backupsPerStep most values brought up to date after one lived step
 */
public record TabularOptions(double gamma, int maxStates, double beta, int backupsPerStep) {
    public TabularOptions {
        if (!(gamma > 0 && gamma < 1))
            throw new IllegalArgumentException("gamma: expected 0 < gamma < 1, received " + gamma);
        if (maxStates < 2)
            throw new IllegalArgumentException("maxStates: expected >= 2, received " + maxStates);
        if (!(beta >= 0))
            throw new IllegalArgumentException("beta: expected >= 0, received " + beta);
        if (backupsPerStep < 1)
            throw new IllegalArgumentException("backupsPerStep: expected >= 1, received " + backupsPerStep);
    }

    /** Discount 0.997, 50,000 states, beta 0.03, 500 backups. */
    public static TabularOptions defaults() {
        return new TabularOptions(0.997, 50_000, 0.03, 500);
    }
}
