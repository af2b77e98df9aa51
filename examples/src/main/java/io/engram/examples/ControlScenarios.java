package io.engram.examples;

import io.engram.agent.live.LiveOptions;
import io.engram.agent.live.SuccessCriterion;
import io.engram.agent.spi.Scenario;
import io.engram.agent.spi.ScenarioFamily;
import io.engram.worldmodel.env.Acrobot;
import io.engram.worldmodel.env.CartPole;
import io.engram.worldmodel.env.MountainCar;
import io.engram.worldmodel.env.Pendulum;
import java.time.Duration;
import java.util.List;

/**
 * Gymnasium's classic control worlds: short vectors of numbers that obey smooth laws. Consolidation is off: a sequence of
 * pushes that once helped is no skill a moment later.
 */
public final class ControlScenarios implements ScenarioFamily {
    /** Torques of the pendulum to choose from. */
    private static final int TORQUES = 5;

    @Override
    public List<Scenario> scenarios() {
        return List.of(
                new World("cartpole", "balance a pole on a cart (500 steps at most; solved at 475)", CartPole::v1,
                        atLeast(475), options(8_000)),
                new World("cartpole-masked", "the same with positions seen only, no velocities",
                        CartPole::withoutVelocities, atLeast(475), options(15_000)),
                new World("mountain-car", "swing a weak car up a hill (solved at -110)", MountainCar::new,
                        atLeast(-110), options(10_000)),
                new World("acrobot", "swing two links up by the joint between them (solved at -100)", Acrobot::new,
                        atLeast(-100), options(10_000)),
                new World("pendulum", "swing a pendulum up and hold it (" + TORQUES + " torques; good at -170)",
                        () -> new Pendulum(TORQUES), atLeast(-170), options(6_000)));
    }

    private static SuccessCriterion atLeast(double least) {
        return (episodeReturn, steps, terminated) -> episodeReturn >= least;
    }

    private static LiveOptions options(int steps) {
        return LiveOptions.defaults().withMaxSteps(steps).withMaxTime(Duration.ofMinutes(10)).withConsolidation(false)
                .withTrainingUpdates(3_000).withSleepEvery(1_000);
    }
}
