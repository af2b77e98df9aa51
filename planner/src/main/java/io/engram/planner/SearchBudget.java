package io.engram.planner;

import java.time.Duration;

/**
 * How much a plan may cost; the search stops at whichever limit comes first, and at least one must be set. At least one
 * simulation is always made.
 *
 * @param simulations passes from the root to a leaf; {@link #UNLIMITED} for no limit
 * @param time wall time; {@link #NO_TIME_LIMIT} for no limit
 * @param modelCalls calls of {@link World#step} and {@link World#evaluate} together; {@link #UNLIMITED} for no limit
 * @param tokens language-model tokens as {@link World#tokensSpent} counts them; {@link #UNLIMITED} for no limit
 * @param nodes states kept in memory; the search ends when the next one would not fit. {@link #UNLIMITED} is read as 8 million
 */
public record SearchBudget(long simulations, Duration time, long modelCalls, long tokens, long nodes) {
    /** No limit of this kind. */
    public static final long UNLIMITED = Long.MAX_VALUE;
    /** No limit in time. */
    public static final Duration NO_TIME_LIMIT = Duration.ofNanos(Long.MAX_VALUE);

    static final int MOST_NODES = 8 << 20;

    /** Every limit greater than zero, and one of them finite. */
    public SearchBudget {
        require("simulations", simulations);
        require("time in ns", toNanos(time));
        require("modelCalls", modelCalls);
        require("tokens", tokens);
        require("nodes", nodes);
        if (simulations == UNLIMITED && toNanos(time) == Long.MAX_VALUE && modelCalls == UNLIMITED
                && tokens == UNLIMITED && nodes == UNLIMITED) {
            throw new IllegalArgumentException(
                    "a budget needs a limit: expected simulations, time, modelCalls, tokens or nodes to be finite but all are unlimited");
        }
    }

    /** A fixed number of simulations. */
    public static SearchBudget simulations(long simulations) {
        return new SearchBudget(simulations, NO_TIME_LIMIT, UNLIMITED, UNLIMITED, UNLIMITED);
    }

    /** A length of time. */
    public static SearchBudget time(Duration time) {
        return new SearchBudget(UNLIMITED, time, UNLIMITED, UNLIMITED, UNLIMITED);
    }

    /** A number of calls of the world. */
    public static SearchBudget modelCalls(long calls) {
        return new SearchBudget(UNLIMITED, NO_TIME_LIMIT, calls, UNLIMITED, UNLIMITED);
    }

    /** The same with a limit on simulations. */
    public SearchBudget withSimulations(long limit) {
        return new SearchBudget(limit, time, modelCalls, tokens, nodes);
    }

    /** The same with a limit in time. */
    public SearchBudget withTime(Duration limit) {
        return new SearchBudget(simulations, limit, modelCalls, tokens, nodes);
    }

    /** The same with a limit on calls of the world. */
    public SearchBudget withModelCalls(long limit) {
        return new SearchBudget(simulations, time, limit, tokens, nodes);
    }

    /** The same with a limit on language-model tokens. */
    public SearchBudget withTokens(long limit) {
        return new SearchBudget(simulations, time, modelCalls, limit, nodes);
    }

    /** The same with a limit on states in memory. */
    public SearchBudget withNodes(long limit) {
        return new SearchBudget(simulations, time, modelCalls, tokens, limit);
    }

    long nanos() {
        return toNanos(time);
    }

    private static long toNanos(Duration time) {
        try {
            return time.toNanos();
        } catch (ArithmeticException longerThanCenturies) {
            return Long.MAX_VALUE;
        }
    }

    private static void require(String name, long limit) {
        if (limit <= 0) {
            throw new IllegalArgumentException("budget " + name + " must be greater than 0 but is " + limit);
        }
    }
}
