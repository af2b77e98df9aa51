package io.engram.agent;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The agent is closing or closed; nothing was done. */
public final class AgentClosedException extends AgentException {
    @Serial
    private static final long serialVersionUID = 1L;

    AgentClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
