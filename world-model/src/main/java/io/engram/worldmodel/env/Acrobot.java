package io.engram.worldmodel.env;

import io.engram.worldmodel.EnvSpec;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Acrobot (Sutton 1996), as Gymnasium's Acrobot-v1 with the dynamics of Sutton and Barto's book: two links, torque -1, 0 or 1 at
 * the joint, 0.2 s per step by one Runge-Kutta step; every step costs 1 until the tip is one link above the bar. The state is two
 * angles and their rates; seen are cosine and sine of both angles, and the rates.
 */
public final class Acrobot extends ControlEnvironment {
    private static final double DT = 0.2;
    private static final double MOST_RATE_1 = 4 * Math.PI;
    private static final double MOST_RATE_2 = 9 * Math.PI;
    private static final double GRAVITY = 9.8;
    private static final double CENTRE = 0.5;

    public Acrobot() {
        super(new EnvSpec("Acrobot-v1", 500, List.of("minus", "none", "plus"), -1, 0), 4);
    }

    @Override
    double[] draw(SplittableRandom source) {
        double[] start = new double[4];
        for (int i = 0; i < 4; i++) {
            start[i] = uniform(source, -0.1, 0.1);
        }
        return start;
    }

    @Override
    double move(int action) {
        double torque = action - 1.0;
        double[] next = rungeKutta(state, torque);
        state[0] = wrap(next[0]);
        state[1] = wrap(next[1]);
        state[2] = Math.clamp(next[2], -MOST_RATE_1, MOST_RATE_1);
        state[3] = Math.clamp(next[3], -MOST_RATE_2, MOST_RATE_2);
        boolean up = -Math.cos(state[0]) - Math.cos(state[1] + state[0]) > 1;
        if (up) {
            end();
        }
        return up ? 0 : -1;
    }

    private static double wrap(double angle) {
        double x = angle;
        while (x > Math.PI) {
            x -= 2 * Math.PI;
        }
        while (x < -Math.PI) {
            x += 2 * Math.PI;
        }
        return x;
    }

    private static double[] rungeKutta(double[] s, double torque) {
        double[] k1 = rates(s, torque);
        double[] k2 = rates(plus(s, k1, DT / 2), torque);
        double[] k3 = rates(plus(s, k2, DT / 2), torque);
        double[] k4 = rates(plus(s, k3, DT), torque);
        double[] next = new double[4];
        for (int i = 0; i < 4; i++) {
            next[i] = s[i] + DT / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
        }
        return next;
    }

    private static double[] plus(double[] s, double[] rate, double time) {
        double[] sum = new double[4];
        for (int i = 0; i < 4; i++) {
            sum[i] = s[i] + time * rate[i];
        }
        return sum;
    }

    /** Time derivatives; all masses, lengths and moments of inertia are 1. */
    private static double[] rates(double[] s, double torque) {
        double d1 = CENTRE * CENTRE + (1 + CENTRE * CENTRE + 2 * CENTRE * Math.cos(s[1])) + 2;
        double d2 = CENTRE * CENTRE + CENTRE * Math.cos(s[1]) + 1;
        double phi2 = CENTRE * GRAVITY * Math.cos(s[0] + s[1] - Math.PI / 2);
        double phi1 = -CENTRE * s[3] * s[3] * Math.sin(s[1]) - 2 * CENTRE * s[3] * s[2] * Math.sin(s[1])
                + (CENTRE + 1) * GRAVITY * Math.cos(s[0] - Math.PI / 2) + phi2;
        double a2 = (torque + d2 / d1 * phi1 - CENTRE * s[2] * s[2] * Math.sin(s[1]) - phi2)
                / (CENTRE * CENTRE + 1 - d2 * d2 / d1);
        double a1 = -(d2 * a2 + phi1) / d1;
        return new double[]{s[2], s[3], a1, a2};
    }

    @Override
    float[] view(double[] of) {
        return new float[]{(float) Math.cos(of[0]), (float) Math.sin(of[0]), (float) Math.cos(of[1]),
                (float) Math.sin(of[1]), (float) of[2],
                (float) of[3]};
    }
}
