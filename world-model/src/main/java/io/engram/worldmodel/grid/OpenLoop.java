package io.engram.worldmodel.grid;

/**
 * Open-loop error, measured while living: from every lived step on, the model is carried along on its own predictions for
 * {@value #STEPS} steps, or until it would have to guess because cells that matter were never seen, and compared with what is really seen. Each prediction is made before its outcome is known, so
 * every step is held out when it is measured.
 */
final class OpenLoop {
    static final int STEPS = 5;
    /** Weight of old measurements after each new one. */
    private static final double KEEP = 0.998;

    private final ViewShape shape;
    private final Imagination[] worlds = new Imagination[STEPS];
    private final States states = new States();
    private final boolean[] alive = new boolean[STEPS];
    private final double[] wrong = new double[STEPS];
    private final double[] compared = new double[STEPS];
    private int newest;

    OpenLoop(ViewShape shape, GridRules rules) {
        this.shape = shape;
        for (int i = 0; i < STEPS; i++)
            worlds[i] = new Imagination(rules, 0, 1);
        states.reserve(STEPS + 1);
    }

    void begin() {
        java.util.Arrays.fill(alive, false);
    }

    /** Starts another prediction from the belief and carries all of them over an action; call before it is lived. */
    void predict(int action, BeliefMap belief) {
        newest = (newest + 1) % STEPS;
        System.arraycopy(belief.map, 0, worlds[newest].map, 0, belief.map.length);
        states.start(newest, belief.pose, belief.self);
        alive[newest] = true;
        for (int i = 0; i < STEPS; i++)
            if (alive[i]) {
                worlds[i].step(states, i, action, states, STEPS);
                states.copy(STEPS, states, i);
                if (worlds[i].trust == 0)
                    alive[i] = false;
            }
    }

    /**
     * Compares all running predictions with what was seen.
     *
     * @return share of the predicted cells that were wrong one step ahead
     */
    double compare(byte[] view, boolean ownCellIsMap) {
        double oneStep = 0;
        for (int age = 0; age < STEPS; age++) {
            int i = (newest - age + STEPS) % STEPS;
            if (!alive[i])
                continue;
            double error = error(i, view, ownCellIsMap);
            if (age == 0)
                oneStep = error;
            wrong[age] = wrong[age] * KEEP + error;
            compared[age] = compared[age] * KEEP + 1;
        }
        return oneStep;
    }

    private double error(int i, byte[] view, boolean ownCellIsMap) {
        int misses = 0;
        int seen = 0;
        for (int c = 0; c < shape.cells; c++) {
            if (view[c] == 0)
                continue;
            int predicted = c == shape.self && !ownCellIsMap
                    ? states.self[i]
                    : states.kind(i, Motion.cell(states.pose[i], shape.dx[c], shape.dy[c]), worlds[i].map);
            if (predicted == 0)
                continue;
            seen++;
            if (predicted != (view[c] & 255))
                misses++;
        }
        return seen == 0 ? 0 : (double) misses / seen;
    }

    /** Entry {@code k-1}: mean error {@code k} steps ahead over recent steps, newer ones counting more. */
    double[] errors() {
        double[] out = new double[STEPS];
        for (int i = 0; i < STEPS; i++)
            out[i] = compared[i] == 0 ? 0 : wrong[i] / compared[i];
        return out;
    }
}
