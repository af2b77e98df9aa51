package io.engram.memory;

/** The memory was used after it was closed. */
public final class MemoryClosedException extends MemoryException {
    public MemoryClosedException(String agentId) {
        super("memory of agent \"" + agentId + "\" is closed");
    }
}
