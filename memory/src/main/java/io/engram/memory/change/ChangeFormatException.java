package io.engram.memory.change;

import io.engram.memory.MemoryException;

/** Bytes that are no change record; the message says where, what was expected and what was found. */
public final class ChangeFormatException extends MemoryException {
    public ChangeFormatException(String message) {
        super(message);
    }
}
