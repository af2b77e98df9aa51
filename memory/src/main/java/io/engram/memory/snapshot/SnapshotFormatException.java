package io.engram.memory.snapshot;

import org.jspecify.annotations.Nullable;

/** A snapshot that cannot be used; the message says where, what was expected and what was found. */
public final class SnapshotFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SnapshotFormatException(String message) {
        super(message);
    }

    public SnapshotFormatException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
