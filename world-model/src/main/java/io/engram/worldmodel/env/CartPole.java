package io.engram.worldmodel.env;

import io.engram.worldmodel.EnvSpec;
import java.util.List;
import java.util.SplittableRandom;

/**
 * CartPole (Barto, Sutton and Anderson 1983), as Gymnasium's CartPole: state x [m], dx/dt, angle [rad], its rate; push left or
 * right with 10 N for 0.02 s, explicit Euler. Every step pays 1 until the pole leans 12 degrees or the cart is 2.4 m off.
 */
public final class CartPole extends ControlEnvironment {
    private static final double GRAVITY = 9.8;
    private static final double POLE_MASS = 0.1;
    private static final double TOTAL_MASS = 1.1;
    private static final double HALF_LENGTH = 0.5;
    private static final double FORCE = 10;
    private static final double TAU = 0.02;
    private static final double MOST_ANGLE = 12 * 2 * Math.PI / 360;
    private static final double MOST_X = 2.4;
    private final boolean velocities;

    private CartPole(String id, int maxSteps, boolean velocities) {
        super(new EnvSpec(id, maxSteps, List.of("left", "right"), 1, 1), 4);
        this.velocities = velocities;
    }

    /** CartPole-v1: 500 steps, everything seen. */
    public static CartPole v1() {
        return new CartPole("CartPole-v1", 500, true);
    }

    /** CartPole-v0: 200 steps. */
    public static CartPole v0() {
        return new CartPole("CartPole-v0", 200, true);
    }

    /** 500 steps, only position and angle seen: what is missing has to be remembered. */
    public static CartPole withoutVelocities() {
        return new CartPole("CartPoleMasked-v1", 500, false);
    }

    @Override
    double[] draw(SplittableRandom source) {
        double[] start = new double[4];
        for (int i = 0; i < 4; i++) {
            start[i] = uniform(source, -0.05, 0.05);
        }
        return start;
    }

    @Override
    double move(int action) {
        double force = action == 1 ? FORCE : -FORCE;
        double cos = Math.cos(state[2]);
        double sin = Math.sin(state[2]);
        double push = (force + POLE_MASS * HALF_LENGTH * state[3] * state[3] * sin) / TOTAL_MASS;
        double turn = (GRAVITY * sin - cos * push) / (HALF_LENGTH * (4.0 / 3.0 - POLE_MASS * cos * cos / TOTAL_MASS));
        double accelerate = push - POLE_MASS * HALF_LENGTH * turn * cos / TOTAL_MASS;
        state[0] += TAU * state[1];
        state[1] += TAU * accelerate;
        state[2] += TAU * state[3];
        state[3] += TAU * turn;
        if (Math.abs(state[0]) > MOST_X || Math.abs(state[2]) > MOST_ANGLE) {
            end();
        }
        return 1;
    }

    @Override
    float[] view(double[] of) {
        return velocities ? super.view(of) : new float[]{(float) of[0], (float) of[2]};
    }
}
