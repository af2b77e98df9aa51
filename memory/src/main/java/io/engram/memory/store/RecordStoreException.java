package io.engram.memory.store;

import org.jspecify.annotations.Nullable;

/** A record store could not be opened or used; the message names the store and what was wrong. */
public final class RecordStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RecordStoreException(String message) {
        super(message);
    }

    public RecordStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
