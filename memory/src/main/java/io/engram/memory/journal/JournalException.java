package io.engram.memory.journal;

import org.jspecify.annotations.Nullable;

/** The journal could not do what was asked; the message says where, what was expected and what was found. */
public class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JournalException(String message) {
        super(message);
    }

    public JournalException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
