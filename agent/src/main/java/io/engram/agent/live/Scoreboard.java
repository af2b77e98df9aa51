package io.engram.agent.live;

import io.engram.agent.live.LiveReport.CurvePoint;
import java.util.ArrayList;
import java.util.List;

/** Counts of one phase of a life (learning or evaluation): successes, returns, and the curve over steps. */
final class Scoreboard {
    /** Episodes that the shown success rate and the curve look back on. */
    static final int RECENT = 20;
    /** Episodes that "solved" looks back on. */
    private static final int SOLVED_OVER = 100;

    private final List<Double> returns = new ArrayList<>();
    private final List<Boolean> successes = new ArrayList<>();
    private final List<CurvePoint> curve = new ArrayList<>();

    void add(long envSteps, double episodeReturn, boolean success) {
        returns.add(episodeReturn);
        successes.add(success);
        curve.add(new CurvePoint(envSteps, recentReturn()));
    }

    int episodes() {
        return returns.size();
    }

    /** Share of successes over the last {@value #RECENT} episodes; 0 before the first. */
    double recentSuccess() {
        return successOver(RECENT);
    }

    /** True once {@value #SOLVED_OVER} episodes were lived and at least {@code rate} of the last ones succeeded. */
    boolean solved(double rate) {
        return successes.size() >= SOLVED_OVER && successOver(SOLVED_OVER) >= rate;
    }

    /** Share of successes over all episodes; 0 when there were none. */
    double success() {
        return successOver(successes.size());
    }

    /** Mean return over all episodes; 0 when there were none. */
    double meanReturn() {
        return returns.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    /** Smallest return; 0 when there were no episodes. */
    double leastReturn() {
        return returns.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    }

    /** Standard deviation of the return, divided by n; 0 when there were no episodes. */
    double stdReturn() {
        double mean = meanReturn();
        return Math.sqrt(returns.stream().mapToDouble(r -> (r - mean) * (r - mean)).average().orElse(0));
    }

    List<CurvePoint> curve() {
        return List.copyOf(curve);
    }

    private double recentReturn() {
        return returns.subList(Math.max(0, returns.size() - RECENT), returns.size()).stream()
                .mapToDouble(Double::doubleValue).average().orElse(0);
    }

    private double successOver(int last) {
        if (successes.isEmpty() || last == 0)
            return 0;
        List<Boolean> window = successes.subList(Math.max(0, successes.size() - last), successes.size());
        return window.stream().filter(Boolean::booleanValue).count() / (double) window.size();
    }
}
