package io.engram.worldmodel.env;

import io.engram.worldmodel.EnvSpec;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Pendulum, as Gymnasium's Pendulum-v1, with the continuous torque of -2..2 Nm cut into evenly spaced levels. The state is the
 * angle (0 is up) and its rate; seen are cosine, sine and rate. A step costs angle^2 + 0.1 rate^2 + 0.001 torque^2.
 */
public final class Pendulum extends ControlEnvironment {
    private static final double MOST_RATE = 8;
    private static final double MOST_TORQUE = 2;
    private static final double DT = 0.05;
    private final int levels;

    /** @param levels torques to choose from, at least 2; the more, the closer to the continuous task */
    public Pendulum(int levels) {
        super(new EnvSpec("Pendulum-v1/" + levels, 200, names(levels),
                -(Math.PI * Math.PI + 0.1 * MOST_RATE * MOST_RATE + 0.004), 0), 2);
        this.levels = levels;
    }

    private static List<String> names(int levels) {
        if (levels < 2) {
            throw new IllegalArgumentException("levels: expected at least 2, received " + levels);
        }
        return IntStream.range(0, levels).mapToObj(a -> String.format(Locale.ROOT, "%+.2f Nm", torque(a, levels)))
                .toList();
    }

    private static double torque(int action, int levels) {
        return -MOST_TORQUE + 2 * MOST_TORQUE * action / (levels - 1);
    }

    @Override
    double[] draw(SplittableRandom source) {
        return new double[]{uniform(source, -Math.PI, Math.PI), uniform(source, -1, 1)};
    }

    @Override
    double move(int action) {
        double torque = torque(action, levels);
        double angle = Math.IEEEremainder(state[0], 2 * Math.PI);
        double cost = angle * angle + 0.1 * state[1] * state[1] + 0.001 * torque * torque;
        double rate = state[1] + (15 * Math.sin(state[0]) + 3 * torque) * DT;
        state[1] = Math.clamp(rate, -MOST_RATE, MOST_RATE);
        state[0] += state[1] * DT;
        return -cost;
    }

    @Override
    float[] view(double[] of) {
        return new float[]{(float) Math.cos(of[0]), (float) Math.sin(of[0]), (float) of[1]};
    }
}
