package io.engram.agent;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A life was ended by something that broke; what was recorded until then stays. */
public final class LifeException extends AgentException {
    @Serial
    private static final long serialVersionUID = 1L;

    LifeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
