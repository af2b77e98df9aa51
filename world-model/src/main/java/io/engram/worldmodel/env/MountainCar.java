package io.engram.worldmodel.env;

import io.engram.worldmodel.EnvSpec;
import java.util.List;
import java.util.SplittableRandom;

/** MountainCar (Moore 1990), as Gymnasium's MountainCar-v0: position and velocity; every step costs 1 until position 0.5. */
public final class MountainCar extends ControlEnvironment {

    public MountainCar() {
        super(new EnvSpec("MountainCar-v0", 200, List.of("left", "coast", "right"), -1, -1), 2);
    }

    @Override
    double[] draw(SplittableRandom source) {
        return new double[]{uniform(source, -0.6, -0.4), 0};
    }

    @Override
    double move(int action) {
        double velocity = state[1] + (action - 1) * 0.001 - Math.cos(3 * state[0]) * 0.0025;
        velocity = Math.clamp(velocity, -0.07, 0.07);
        double position = Math.clamp(state[0] + velocity, -1.2, 0.6);
        if (position == -1.2 && velocity < 0) {
            velocity = 0;
        }
        state[0] = position;
        state[1] = velocity;
        if (position >= 0.5) {
            end();
        }
        return -1;
    }
}
