package io.engram.worldmodel;

/**
 * How far a model's predictions came true lately, each made before its outcome was known.
 *
 * <p>Errors are shares in [0,1]: of what changed, how much was predicted wrongly ({@link Differences}); a missed or invented
 * end of the episode counts as 1.
 *
 * @param openLoopError entry {@code k-1} is the mean error {@code k} steps ahead when the model is fed its own
 *        predictions, newer steps counting more; empty before the first step
 * @param expectedError mean one-step error that the model itself expected at these steps
 * @param steps steps measured, for judging how much the figures weigh
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record Accuracy(double[] openLoopError, double expectedError, long steps) {
    /** With fewer steps nothing is said about calibration. */
    private static final int ENOUGH = 100;
    private static final double MARGIN = 0.15;

    /** Nothing was measured. */
    public static final Accuracy NONE = new Accuracy(new double[0], 0, 0);

    /** Mean error over all measured horizons, the figure by which models are compared; 1 before the first step. */
    public double meanError() {
        double sum = 0;
        for (double error : openLoopError)
            sum += error;
        return openLoopError.length == 0 ? 1 : sum / openLoopError.length;
    }

    /** False when the model is wrong clearly more often than it says: more than twice its word, and by {@value #MARGIN}. */
    public boolean calibrated() {
        return steps < ENOUGH || openLoopError.length == 0
                || openLoopError[0] <= Math.max(2 * expectedError, expectedError + MARGIN);
    }
}
