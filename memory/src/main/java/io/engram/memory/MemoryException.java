package io.engram.memory;

/** Memory could not do what was asked; the message says what, where, and what was expected and received. */
public class MemoryException extends RuntimeException {
    public MemoryException(String message) {
        super(message);
    }

    public MemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
