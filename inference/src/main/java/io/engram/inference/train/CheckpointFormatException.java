package io.engram.inference.train;

import java.io.IOException;

/** A file that is no checkpoint, of another version, or damaged. */
public final class CheckpointFormatException extends IOException {
    private static final long serialVersionUID = 1;

    CheckpointFormatException(String message) {
        super(message);
    }
}
