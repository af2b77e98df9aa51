package io.engram.agent;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A scenario is missing or cannot be loaded. */
public final class ScenarioException extends AgentException {
    @Serial
    private static final long serialVersionUID = 1L;

    ScenarioException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
