package io.engram.daemon.cli;

import java.util.List;
import java.util.Locale;

/**
 * One row of {@code engram bench planning}.
 *
 * @param scenario to live in
 * @param steps environment steps of learning
 * @param evalEpisodes episodes afterwards
 * @param bySuccess judged by the success rate, else by the mean return
 * @param wanted level that counts as reached
 * @param anchor what others publish or what is best possible
 */
record PlanningTask(String scenario, int steps, int evalEpisodes, boolean bySuccess, double wanted, String anchor) {
    private static PlanningTask mean(String scenario, int steps, int evalEpisodes, double wanted, String anchor) {
        return new PlanningTask(scenario, steps, evalEpisodes, false, wanted, anchor);
    }

    private static PlanningTask success(String scenario, int steps, double wanted, String anchor) {
        return new PlanningTask(scenario, steps, 100, true, wanted, anchor);
    }

    static final List<PlanningTask> ALL = List.of(
            mean("frozen-lake-4x4", 1_500, 1_000, 0.70, "best 0.744"),
            mean("frozen-lake-8x8", 15_000, 1_000, 0.85, "best 0.913"),
            mean("cliff-walking", 500, 100, -13, "best -13"),
            mean("taxi", 8_000, 2_000, 7.9, "best 7.93 over all starts"),
            mean("blackjack", 100_000, 5_000, -0.07, "best -0.043"),
            mean("cartpole", 1_000, 100, 200, "LightZero: 200 of 200 after about 4,015 steps"),
            mean("cartpole", 2_500, 100, 475, "DQN 500 at 50,000 steps"),
            mean("cartpole-masked", 15_000, 100, 475, "PPO-LSTM 500 at 100,000 steps"),
            mean("mountain-car", 10_000, 100, -110, "DQN -101 at 120,000 steps"),
            mean("acrobot", 10_000, 100, -100, "DQN -77 at 100,000 steps"),
            mean("pendulum", 6_000, 100, -170, "SAC -151 at 20,000 steps (continuous torque)"),
            new PlanningTask("tic-tac-toe", 800, 1_000, true, 1.0, "a perfect player cannot be beaten"),
            new PlanningTask("2048", 100_000, 100, true, 0.80,
                    "Szubert and Jaskowski 2014: over 0.97 without search"),
            new PlanningTask("game-of-24", 0, 100, true, 1.0, "every puzzle drawn can be solved"),
            new PlanningTask("sokoban", 0, 100, true, 1.0, "every level can be solved"),
            success("door-key-5x5", 10_000, 0.90, "PPO 0.96 at 100,000 steps (return)"),
            success("door-key-8x8", 60_000, 0.90, "-"),
            success("unlock", 20_000, 0.90, "-"),
            success("multi-room-n4", 100_000, 0.50, "PPO 0.00 at 10,000,000 steps"),
            success("four-rooms", 60_000, 0.50, "LightZero about 0.7 at 2,500,000 steps"),
            success("key-corridor", 100_000, 0.50, "LightZero with RND about 0.67 at 800,000 steps"));

    /** A level as people write it. */
    static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.3f", value);
    }
}
