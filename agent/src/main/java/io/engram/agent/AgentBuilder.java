package io.engram.agent;

import io.engram.agent.event.AgentAddresses;
import io.engram.agent.spi.Responder;
import io.engram.memory.AgentMemory;
import io.engram.memory.Embedder;
import io.engram.memory.MemoryOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Describes an agent, then builds it. Only the data folder must be given. Not thread-safe; build once.
 *
 * <p>What is given stays the giver's to close (Vert.x, embedder); what the builder makes itself, the agent closes. The
 * language model is handed over: the agent closes it.
 */
public final class AgentBuilder {
    final String name;
    AgentOptions options = AgentOptions.defaults();
    Clock clock = Clock.systemUTC();
    UnaryOperator<MemoryOptions> memoryOptions = UnaryOperator.identity();
    long seed;
    @Nullable
    Path data;
    @Nullable
    Vertx vertx;
    @Nullable
    Embedder embedder;
    @Nullable
    Responder responder;

    AgentBuilder(String name) {
        this.name = AgentAddresses.checkName(name);
    }

    /** Where the agent keeps what it remembers; made when absent. One agent at a time may use a folder. */
    public AgentBuilder data(Path folder) {
        data = folder;
        return this;
    }

    /** Limits and habits. */
    public AgentBuilder options(AgentOptions value) {
        options = value;
        return this;
    }

    /** The Vert.x to live on; without it the agent makes one of its own. */
    public AgentBuilder vertx(Vertx value) {
        vertx = value;
        return this;
    }

    /** The clock of events and memory; the system's without it. */
    public AgentBuilder clock(Clock value) {
        clock = value;
        return this;
    }

    /** Seed of what a text turn draws (sampling of replies); a life has a seed of its own. 0 without it. */
    public AgentBuilder seed(long value) {
        seed = value;
        return this;
    }

    /** Text to vectors; thread-safe. Without it, bge-small-en-v1.5 in this process. */
    public AgentBuilder embedder(Embedder value) {
        embedder = value;
        return this;
    }

    /** The language model that answers; handed over to the agent. Without it answers are recalled memories. */
    public AgentBuilder languageModel(Responder value) {
        responder = value;
        return this;
    }

    /** Changes how memory is opened, for example its limits; folder, name, embedder and clock are set already. */
    public AgentBuilder memory(UnaryOperator<MemoryOptions> change) {
        memoryOptions = change;
        return this;
    }

    /**
     * Opens memory and starts the agent. Nothing blocks the caller.
     *
     * @throws IllegalStateException when no data folder was given
     */
    public Future<Agent> build() {
        if (data == null)
            throw new IllegalStateException("agent " + name + ": expected a data folder, none was given");
        return VertxAgent.start(this, data);
    }
}
