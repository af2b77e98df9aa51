package io.engram.agent.live;

import io.engram.worldmodel.choice.ModelChoice;
import java.time.Duration;

/**
 * How to live in an environment. Start from {@link #defaults()} or a scenario's own and change what differs.
 *
 * @param seed of everything random in this life: layouts, exploration, search, training
 * @param maxSteps environment steps of learning; evaluation steps are not counted
 * @param maxTime wall time of learning; learning ends at the first limit reached
 * @param evalEpisodes episodes afterwards with learning off and exploration nearly so
 * @param planning search over the world model before each action; off: the world model's own policy acts
 * @param consolidation memory consolidation in sleep; off: no facts, no skills, the world model still trains
 * @param simulations of the search per decision
 * @param sleepEvery learning episodes between two sleeps
 * @param trainingUpdates world-model updates per sleep
 * @param solvedAt learning ends early once the success rate over the last 100 learning episodes reaches this; above 1:
 *        never
 * @param showEvery every how many episodes all inner steps are sent as events; 0: never
 * @param model which kind of world model learns: {@code auto}, or a name that
 *        {@link io.engram.worldmodel.choice.ModelChoice} knows for the environment
 * @param sequences plan by whole sequences of actions ({@link io.engram.planner.CemPlanner}) where the model can, instead
 *        of by tree search
 */
public record LiveOptions(long seed, int maxSteps, Duration maxTime, int evalEpisodes, boolean planning,
        boolean consolidation, int simulations, int sleepEvery, int trainingUpdates, double solvedAt, int showEvery,
        String model, boolean sequences) {

    public LiveOptions {
        atLeast("maxSteps", maxSteps, 0);
        if (maxTime.isNegative())
            throw new IllegalArgumentException("maxTime: expected >= 0, received " + maxTime);
        atLeast("evalEpisodes", evalEpisodes, 0);
        atLeast("simulations", simulations, 1);
        atLeast("sleepEvery", sleepEvery, 1);
        atLeast("trainingUpdates", trainingUpdates, 0);
        if (!(solvedAt > 0))
            throw new IllegalArgumentException("solvedAt: expected > 0, received " + solvedAt);
        atLeast("showEvery", showEvery, 0);
        if (model.isBlank())
            throw new IllegalArgumentException("model: expected a name, received a blank one");
    }

    /** Seed 1, 60,000 steps or 150 s, 100 evaluation episodes, everything on, 32 simulations, sleep every 10 episodes. */
    public static LiveOptions defaults() {
        return new LiveOptions(1, 60_000, Duration.ofSeconds(150), 100, true, true, 32, 10, 200, 2.0, 100,
                ModelChoice.AUTO, false);
    }

    public LiveOptions withSeed(long value) {
        return new LiveOptions(value, maxSteps, maxTime, evalEpisodes, planning, consolidation, simulations, sleepEvery,
                trainingUpdates, solvedAt, showEvery, model, sequences);
    }

    public LiveOptions withMaxSteps(int value) {
        return new LiveOptions(seed, value, maxTime, evalEpisodes, planning, consolidation, simulations, sleepEvery,
                trainingUpdates, solvedAt, showEvery, model, sequences);
    }

    public LiveOptions withMaxTime(Duration value) {
        return new LiveOptions(seed, maxSteps, value, evalEpisodes, planning, consolidation, simulations, sleepEvery,
                trainingUpdates, solvedAt, showEvery, model, sequences);
    }

    public LiveOptions withEvalEpisodes(int value) {
        return new LiveOptions(seed, maxSteps, maxTime, value, planning, consolidation, simulations, sleepEvery,
                trainingUpdates, solvedAt, showEvery, model, sequences);
    }

    public LiveOptions withPlanning(boolean value) {
        return new LiveOptions(seed, maxSteps, maxTime, evalEpisodes, value, consolidation, simulations, sleepEvery,
                trainingUpdates, solvedAt, showEvery, model, sequences);
    }

    public LiveOptions withConsolidation(boolean value) {
        return new LiveOptions(seed, maxSteps, maxTime, evalEpisodes, planning, value, simulations, sleepEvery,
                trainingUpdates, solvedAt, showEvery, model, sequences);
    }

    public LiveOptions withSimulations(int value) {
        return new LiveOptions(seed, maxSteps, maxTime, evalEpisodes, planning, consolidation, value, sleepEvery,
                trainingUpdates, solvedAt, showEvery, model, sequences);
    }

    public LiveOptions withSleepEvery(int value) {
        return new LiveOptions(seed, maxSteps, maxTime, evalEpisodes, planning, consolidation, simulations, value,
                trainingUpdates, solvedAt, showEvery, model, sequences);
    }

    public LiveOptions withTrainingUpdates(int value) {
        return new LiveOptions(seed, maxSteps, maxTime, evalEpisodes, planning, consolidation, simulations, sleepEvery,
                value, solvedAt, showEvery, model, sequences);
    }

    public LiveOptions withSolvedAt(double value) {
        return new LiveOptions(seed, maxSteps, maxTime, evalEpisodes, planning, consolidation, simulations, sleepEvery,
                trainingUpdates, value, showEvery, model, sequences);
    }

    public LiveOptions withShowEvery(int value) {
        return new LiveOptions(seed, maxSteps, maxTime, evalEpisodes, planning, consolidation, simulations, sleepEvery,
                trainingUpdates, solvedAt, value, model, sequences);
    }

    public LiveOptions withModel(String value) {
        return new LiveOptions(seed, maxSteps, maxTime, evalEpisodes, planning, consolidation, simulations, sleepEvery,
                trainingUpdates, solvedAt, showEvery, value, sequences);
    }

    public LiveOptions withSequences(boolean value) {
        return new LiveOptions(seed, maxSteps, maxTime, evalEpisodes, planning, consolidation, simulations, sleepEvery,
                trainingUpdates, solvedAt, showEvery, model, value);
    }

    private static void atLeast(String what, int value, int least) {
        if (value < least)
            throw new IllegalArgumentException(what + ": expected >= " + least + ", received " + value);
    }
}
