package io.engram.agent.tool;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A tool call was refused or failed; {@link #reason()} says which, the message what was expected and received. */
public final class ToolException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why a call did not return a result. */
    public enum Reason {
        /** There is no tool of that name. */
        UNKNOWN_TOOL,
        /** The arguments do not fit the tool's schema. */
        BAD_ARGUMENTS,
        /** The tool was not granted for this call. */
        DENIED,
        /** The tool changes something and the call carried no idempotency key. */
        KEY_MISSING,
        /** The key was used before with another tool or other arguments. */
        KEY_REUSED,
        /** The key was begun before and its outcome was never written down: it may or may not have happened. */
        OUTCOME_UNKNOWN,
        /** Too many calls are running. */
        BUSY,
        /** The time was up. */
        TIMEOUT,
        /** The tool itself threw. */
        FAILED
    }

    ToolException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why there is no result. */
    public Reason reason() {
        return reason;
    }
}
