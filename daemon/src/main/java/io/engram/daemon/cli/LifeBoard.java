package io.engram.daemon.cli;

import io.engram.agent.event.AgentEvent;
import io.engram.agent.event.MemorySizes;
import io.engram.agent.live.LiveReport.CurvePoint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known about a life while it goes on, gathered from the agent's events.
 *
 * <p>Threads: events come on the agent's event loop, snapshots are taken by who draws; every method is synchronized and
 * short.
 */
final class LifeBoard {
    private static final int WINDOW = 20;
    private static final int HISTORY = 240;

    private final Deque<Double> returns = new ArrayDeque<>();
    private final Deque<Boolean> successes = new ArrayDeque<>();
    private final Deque<Double> rates = new ArrayDeque<>();
    private final List<CurvePoint> curve = new ArrayList<>();
    private String phase = "starting";
    private String sleepPhase = "";
    private int episode;
    private int episodes;
    private int learned;
    private int evaluated;
    private int evaluatedWell;
    private double evaluatedReturn;
    private long steps;
    private double simulationsPerSecond;
    private int sleeps;
    private MemorySizes memory = MemorySizes.NONE;
    private Map<String, Double> losses = Map.of();
    private String failure = "";

    /**
     * A moment of a life.
     *
     * @param phase starting, live, sleep or evaluate, as the agent says
     * @param sleepPhase the part of sleep that ended last, or nothing
     * @param episode episodes so far in this phase's counting
     * @param episodes how many there will be; 0 when steps rule
     * @param learned learning episodes so far
     * @param evaluated evaluation episodes so far
     * @param evaluatedWell successes among them
     * @param evaluatedReturn mean return among them
     * @param steps environment steps of learning
     * @param success share of successes among the last 20 episodes of this phase; NaN before the first
     * @param rates the same after each of the latest episodes
     * @param failure what failed last, or nothing
     */
    record Snapshot(String phase, String sleepPhase, int episode, int episodes, int learned, int evaluated,
            int evaluatedWell, double evaluatedReturn, long steps, double success, List<Double> rates,
            double simulationsPerSecond, int sleeps, MemorySizes memory, Map<String, Double> losses,
            List<CurvePoint> curve, String failure) {
    }

    synchronized void on(AgentEvent event) {
        switch (event) {
            case AgentEvent.EpisodeEnded ended -> ended(ended);
            case AgentEvent.Progress progress -> progress(progress);
            case AgentEvent.SleepBegan began -> {
                phase = "sleep";
                sleepPhase = "";
            }
            case AgentEvent.SleepPhase part -> {
                phase = "sleep";
                sleepPhase = part.phase();
                if (part.measures().containsKey("loss"))
                    losses = new LinkedHashMap<>(part.measures());
            }
            case AgentEvent.Slept slept -> {
                phase = "live";
                sleepPhase = "";
                sleeps++;
                memory = slept.memory();
            }
            case AgentEvent.Failed failed -> failure = failed.where() + ": " + failed.message();
            default -> {
                // The inner steps of a turn are not shown here.
            }
        }
    }

    private void ended(AgentEvent.EpisodeEnded ended) {
        String now = ended.evaluation() ? "evaluate" : "live";
        if (ended.evaluation() && evaluated == 0) {
            successes.clear();
            rates.clear();
        }
        phase = now;
        push(successes, ended.success(), WINDOW);
        push(rates, rate(), HISTORY);
        if (ended.evaluation()) {
            evaluated++;
            evaluatedWell += ended.success() ? 1 : 0;
            evaluatedReturn += ended.episodeReturn();
            episode = evaluated;
        } else {
            learned++;
            steps += ended.steps();
            episode = learned;
            push(returns, ended.episodeReturn(), WINDOW);
            curve.add(new CurvePoint(steps, returns.stream().mapToDouble(Double::doubleValue).average().orElse(0)));
        }
    }

    private void progress(AgentEvent.Progress progress) {
        phase = progress.phase();
        episodes = progress.episodes();
        steps = Math.max(steps, progress.envSteps());
        simulationsPerSecond = progress.simulationsPerSecond();
        memory = progress.memory();
        if (!progress.losses().isEmpty())
            losses = progress.losses();
    }

    private double rate() {
        return successes.isEmpty()
                ? Double.NaN
                : successes.stream().filter(Boolean::booleanValue).count() / (double) successes.size();
    }

    private static <T> void push(Deque<T> window, T value, int size) {
        window.addLast(value);
        if (window.size() > size)
            window.removeFirst();
    }

    synchronized Snapshot snapshot() {
        return new Snapshot(phase, sleepPhase, episode, episodes, learned, evaluated, evaluatedWell,
                evaluated == 0 ? 0 : evaluatedReturn / evaluated, steps, rate(),
                List.copyOf(rates), simulationsPerSecond, sleeps, memory, losses,
                List.copyOf(curve), failure);
    }
}
