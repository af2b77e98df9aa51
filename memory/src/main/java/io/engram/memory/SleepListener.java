package io.engram.memory;

/** Hears of sleep as it goes on. Called on the thread that called sleep; must return quickly. */
@FunctionalInterface
public interface SleepListener {
    /**
     * Tells where sleep is.
     *
     * @param phase the phase at work
     * @param done episodes or records it has gone through
     * @param total how many it will go through
     * @param promotions what it has written so far
     */
    void progress(SleepPhase phase, int done, int total, int promotions);

    /** A listener that does nothing. */
    static SleepListener none() {
        return (phase, done, total, promotions) -> {
        };
    }
}
