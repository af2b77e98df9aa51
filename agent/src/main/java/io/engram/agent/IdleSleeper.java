package io.engram.agent;

import io.engram.agent.event.AgentAddresses;
import io.engram.agent.event.AgentEvent;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;

/**
 * Puts an agent to sleep when nothing has happened for a while and something was recorded since the last sleep.
 *
 * <p>It knows the agent only by its bus addresses: it listens to events and sends the sleep command, so it obeys the
 * queue like everyone else; a refused sleep is tried again one period later.
 */
final class IdleSleeper extends VerticleBase {
    private final String agent;
    private final Duration idle;
    private long timer = -1;
    private boolean experienced;

    IdleSleeper(String agent, Duration idle) {
        this.agent = agent;
        this.idle = idle;
    }

    @Override
    public Future<?> start() {
        startTimer();
        return vertx.eventBus().<AgentEvent>localConsumer(AgentAddresses.events(agent), message -> hear(message.body()))
                .completion();
    }

    private void hear(AgentEvent event) {
        if (event instanceof AgentEvent.Recorded)
            experienced = true;
        vertx.cancelTimer(timer);
        startTimer();
    }

    private void startTimer() {
        timer = vertx.setTimer(Math.max(1, idle.toMillis()), ignored -> {
            startTimer();
            if (!experienced)
                return;
            experienced = false;
            vertx.eventBus().request(AgentAddresses.commands(agent), new AgentCommand.Sleep("idle for " + idle))
                    .onFailure(refused -> experienced = true);
        });
    }
}
