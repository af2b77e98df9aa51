package io.engram.agent;

import io.engram.memory.AgentMemory;
import io.engram.memory.MemoryOptions;
import java.util.ServiceLoader;

/** Opens the agent's memory through the service that the memory room offers. */
final class MemoryRoom {
    private MemoryRoom() {
    }

    /** Blocks while the journal is read. */
    static AgentMemory open(MemoryOptions options) {
        return ServiceLoader.load(AgentMemory.class).findFirst().orElseThrow(
                () -> new ScenarioException("no memory is built in for agent " + options.agentId(), null));
    }
}
