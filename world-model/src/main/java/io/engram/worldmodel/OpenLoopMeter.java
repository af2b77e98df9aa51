package io.engram.worldmodel;

import java.util.Arrays;

/**
 * Measures a model while it lives: from every lived step on, the model is carried along on its own predictions for
 * {@value #STEPS} steps and compared with what is really seen. Each prediction is made before its outcome is known, so
 * everything is held out when it is measured, and recent steps weigh more.
 *
 * <p>Order of calls: {@link #begin}, then for each step {@link #predict} before and {@link #compare} after it.
 */
public final class OpenLoopMeter {
    /** Longest open loop. */
    public static final int STEPS = 5;
    /** Weight of old measurements after each new one. */
    private static final double KEEP = 0.998;

    /** Predictions that run beside the lived episode, numbered {@code 0 .. STEPS-1}. */
    public interface Dreams {
        /** Starts prediction {@code dream} from the present belief. */
        void start(int dream);

        /**
         * Carries running predictions over one action by what the model holds most likely.
         *
         * @param running which predictions are carried
         */
        void carry(boolean[] running, int action);

        /** How wrong prediction {@code dream} is about what was seen, in [0,1]. */
        double error(int dream, Step seen);
    }

    private final Dreams dreams;
    private final boolean[] running = new boolean[STEPS];
    private final double[] wrong = new double[STEPS];
    private final double[] compared = new double[STEPS];
    private double expected;
    private long steps;
    private int newest;

    public OpenLoopMeter(Dreams dreams) {
        this.dreams = dreams;
    }

    /** A new episode: running predictions end. */
    public void begin() {
        Arrays.fill(running, false);
    }

    /** Starts another prediction from the belief and carries all over the action that is about to be made. */
    public void predict(int action) {
        newest = (newest + 1) % STEPS;
        dreams.start(newest);
        running[newest] = true;
        dreams.carry(running, action);
    }

    /**
     * Compares all running predictions with what was seen.
     *
     * @param expectedError what the model itself expected the one-step error to be
     * @return the error one step ahead
     */
    public double compare(Step seen, double expectedError) {
        double oneStep = 0;
        for (int age = 0; age < STEPS; age++) {
            int dream = (newest - age + STEPS) % STEPS;
            if (!running[dream])
                continue;
            double error = dreams.error(dream, seen);
            if (age == 0)
                oneStep = error;
            wrong[age] = wrong[age] * KEEP + error;
            compared[age] = compared[age] * KEEP + 1;
        }
        expected = expected * KEEP + expectedError;
        steps++;
        return oneStep;
    }

    /** What was measured so far. */
    public Accuracy accuracy() {
        if (steps == 0)
            return Accuracy.NONE;
        double[] errors = new double[STEPS];
        for (int i = 0; i < STEPS; i++)
            errors[i] = compared[i] == 0 ? 0 : wrong[i] / compared[i];
        return new Accuracy(errors, expected / compared[0], steps);
    }
}
