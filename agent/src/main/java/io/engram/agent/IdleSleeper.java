package io.engram.agent;

import io.engram.agent.event.AgentAddresses;
import io.engram.agent.event.AgentEvent;
import io.engram.memory.SleepSchedule;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;

/**
 * Puts an agent to sleep by its schedule: when nothing has happened for a while, or when it has been awake, busy or surprised
 * for long, and something was recorded since the last sleep.
 *
 * <p>It knows the agent only by its bus addresses: it listens to events and sends the sleep command, so it obeys the
 * queue like everyone else; a refused sleep is tried again one period later.
 */
final class IdleSleeper extends VerticleBase {
    private static final Duration LONGEST_AWAKE = Duration.ofHours(8);
    private static final int MOST_WAITING = 5_000;
    private static final double MOST_SURPRISE = 500;

    private final String agent;
    private final SleepSchedule schedule;
    private long timer = -1;
    private int waiting;
    private double surprise;
    private long slept = System.nanoTime();

    IdleSleeper(String agent, Duration idle) {
        this.agent = agent;
        this.schedule = new SleepSchedule(idle, LONGEST_AWAKE, MOST_WAITING, MOST_SURPRISE);
    }

    @Override
    public Future<?> start() {
        startTimer();
        return vertx.eventBus().<AgentEvent>localConsumer(AgentAddresses.events(agent), message -> hear(message.body()))
                .completion();
    }

    private void hear(AgentEvent event) {
        if (event instanceof AgentEvent.Recorded)
            waiting++;
        if (event instanceof AgentEvent.Observed observed)
            surprise += observed.surprise();
        vertx.cancelTimer(timer);
        startTimer();
        sleepIfDue(Duration.ZERO);
    }

    private void startTimer() {
        timer = vertx.setTimer(Math.max(1, schedule.idle().toMillis()), ignored -> {
            startTimer();
            sleepIfDue(schedule.idle());
        });
    }

    private void sleepIfDue(Duration quiet) {
        long now = System.nanoTime();
        schedule.due(quiet, Duration.ofNanos(now - slept), waiting, surprise).ifPresent(reason -> {
            int had = waiting;
            waiting = 0;
            surprise = 0;
            slept = now;
            vertx.eventBus().request(AgentAddresses.commands(agent), new AgentCommand.Sleep(reason))
                    .onFailure(refused -> waiting += had);
        });
    }
}
