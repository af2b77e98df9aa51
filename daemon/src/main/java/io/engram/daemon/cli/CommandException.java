package io.engram.daemon.cli;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A command could not be done; the message says what, with which input, and why. Exit status 1. */
public final class CommandException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public CommandException(String message) {
        this(message, null);
    }

    public CommandException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
