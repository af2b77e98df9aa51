package io.engram.memory.transfer;

import io.engram.memory.MemoryException;

/** A file that is no whole export; the message says where, what was expected and what was found. */
public final class ExportFormatException extends MemoryException {
    public ExportFormatException(String message) {
        super(message);
    }
}
