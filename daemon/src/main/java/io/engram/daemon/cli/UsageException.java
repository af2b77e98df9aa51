package io.engram.daemon.cli;

import java.io.Serial;

/** A command was called wrongly; the message names what was received and what was expected. Exit status 2. */
public final class UsageException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}
