package io.engram.agent;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The agent's queue is full and it accepts nothing more for the moment; nothing was done, try again later. */
public final class AgentBusyException extends AgentException {
    @Serial
    private static final long serialVersionUID = 1L;

    AgentBusyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
