package io.engram.tensor.kernel;

/**
 * Decides whether the helpers of {@link Workers} take part, by what it has measured.
 *
 * <p>Where another process keeps a core busy, three runnable threads share two cores, and the caller is off its core a third
 * of the time while its helper spins: less gets done than by the caller alone. So time is cut into windows. A window in
 * which chunks of helpers had to be computed again, or jobs stood still, is a sign of trouble; the next one then runs
 * without helpers, and the faster way is kept for a while before the other one is tried again. On a quiet machine nothing
 * is ever tried.
 *
 * <p>Belongs to the calling thread.
 */
final class HelperGate {
    private static final long WINDOW_NANOS = 50_000_000;
    /** A job that takes this much longer than others of its work stood still meanwhile. */
    private static final long STILL_NANOS = 2_000_000;
    /** Chunks computed again and jobs that stood still in a window, from which on there is a suspicion. */
    private static final int SUSPICIOUS = 3;
    /** What the other way must be faster by to be taken. */
    private static final double MARGIN = 1.03;
    private static final int LEAST_HOLD = 8;
    private static final int MOST_HOLD = 64;

    private boolean open = true;
    /** Whether this window tries the way that was not the last choice. */
    private boolean trial;
    /** Work per nanosecond of the last window of the choice. */
    private double chosenRate;
    /** Windows until the next trial may come, and how many the one after it will wait. */
    private int wait;
    private int hold = LEAST_HOLD;

    private long nanos;
    private long work;
    private int signs;

    /** Whether the next job uses the helpers. */
    boolean open() {
        return open;
    }

    /**
     * Tells what a job took.
     *
     * @param jobNanos
     *            from its start to its end
     * @param jobWork
     *            what was done, in any unit that is the same for all jobs of this gate
     * @param chunksAgain
     *            chunks that a helper took and the caller computed
     */
    void record(long jobNanos, long jobWork, int chunksAgain) {
        nanos += jobNanos;
        work += jobWork;
        signs += chunksAgain;
        if (chosenRate > 0 && jobNanos > jobWork / chosenRate + STILL_NANOS) {
            signs++;
        }
        if (nanos >= WINDOW_NANOS) {
            decide((double) work / nanos);
            nanos = 0;
            work = 0;
            signs = 0;
        }
    }

    private void decide(double rate) {
        if (trial) {
            trial = false;
            if (rate > chosenRate * MARGIN) {
                chosenRate = rate;
                hold = LEAST_HOLD;
            } else {
                open = !open;
                hold = Math.min(MOST_HOLD, 2 * hold);
            }
            wait = hold;
            return;
        }
        chosenRate = rate;
        wait = Math.max(0, wait - 1);
        if (wait == 0 && (!open || signs >= SUSPICIOUS)) {
            open = !open;
            trial = true;
        }
    }
}
