package io.engram.agent;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** An agent could not do what it was asked; the message says what, what was expected and what was received. */
public sealed class AgentException extends RuntimeException
        permits AgentBusyException, AgentClosedException, LifeException, ScenarioException {
    @Serial
    private static final long serialVersionUID = 1L;

    AgentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
