package io.engram.daemon.cli;

import io.engram.agent.Agent;
import io.engram.agent.EventSubscription;
import io.engram.agent.event.AgentEvent;
import io.engram.agent.live.LiveOptions;
import io.engram.agent.live.LiveReport;
import io.engram.agent.spi.Scenario;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Starts an agent, lets it live once, and closes it. Blocks until all is closed. */
final class OneLife {
    private OneLife() {
    }

    /**
     * Lives.
     *
     * @param who name of the agent
     * @param place its folder
     * @param heard is told every event, on the agent's event loop
     * @param interruption ends the life early
     */
    static LiveReport live(String who, Path place, Scenario scenario, LiveOptions options, Consumer<AgentEvent> heard,
            Interruption interruption) {
        // Our own Vert.x: it must outlive the agent, so that a failed start still reaches this thread.
        Vertx vertx = Vertx.vertx();
        try {
            Agent living = Await.of(Agent.builder(who).data(place).vertx(vertx).build());
            try (EventSubscription events = living.events()) {
                events.handler(heard::accept);
                interruption.stopsWith(living::stopLiving);
                return Await.of(living.live(scenario, options));
            } finally {
                Await.of(living.close());
            }
        } finally {
            Await.of(vertx.close());
        }
    }
}
