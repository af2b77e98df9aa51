package io.engram.worldmodel.ensemble;

import java.util.Arrays;

/**
 * Tries value networks out in imagination before one of them decides in earnest: episodes are imagined from lived starts,
 * acting by the network alone, and the mean sum of rewards is its score. A new network replaces the one in charge only
 * when it scores better in the same model.
 */
final class Gate {
    private static final int STARTS = 32;
    private static final int LONGEST = 500;

    private final Dynamics dynamics;
    private final StateForm form;
    private final int horizon;
    private final float[] starts;
    private int started;
    private final float[] states;
    private final float[] next;
    private final float[] x;
    private final float[] q;
    private final int[] made = new int[STARTS];
    private final float[] rewards = new float[STARTS];
    private final float[] goesOn = new float[STARTS];
    private final boolean[] over = new boolean[STARTS];

    /** @param maxSteps of an episode; 0 = no limit */
    Gate(Dynamics dynamics, int maxSteps) {
        this.dynamics = dynamics;
        form = dynamics.form;
        horizon = maxSteps == 0 ? LONGEST : Math.min(maxSteps, LONGEST);
        starts = new float[STARTS * form.width];
        states = new float[STARTS * form.width];
        next = new float[STARTS * form.width];
        x = new float[STARTS * form.width];
        q = new float[STARTS * form.actions];
    }

    /** A lived episode began here; the latest are kept. */
    void began(float[] state) {
        System.arraycopy(state, 0, starts, started % STARTS * form.width, form.width);
        started++;
    }

    /** Mean imagined return of acting by the network's best values. */
    double score(Mlp values) {
        int count = Math.min(started, STARTS);
        if (count == 0)
            return Double.NEGATIVE_INFINITY;
        System.arraycopy(starts, 0, states, 0, count * form.width);
        Arrays.fill(over, false);
        double sum = 0;
        int left = count;
        for (int t = 0; t < horizon && left > 0; t++) {
            for (int b = 0; b < count; b++)
                form.scaled(states, b * form.width, x, b * form.width);
            values.forward(x, count, q);
            for (int b = 0; b < count; b++)
                made[b] = best(b * form.actions);
            dynamics.step(states, made, count, t % dynamics.members.length, next, rewards, goesOn, new float[0]);
            for (int b = 0; b < count; b++) {
                if (over[b])
                    continue;
                sum += rewards[b];
                if (goesOn[b] < 0.5f) {
                    over[b] = true;
                    left--;
                }
            }
            System.arraycopy(next, 0, states, 0, count * form.width);
        }
        return sum / count;
    }

    private int best(int at) {
        int best = 0;
        for (int a = 1; a < form.actions; a++)
            if (q[at + a] > q[at + best])
                best = a;
        return best;
    }
}
