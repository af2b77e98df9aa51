package io.engram.inference.transformer;

import java.io.IOException;
import java.nio.file.Path;

/** A file of rearranged weights that cannot be used; the message says where and why. The model itself is not concerned. */
public final class PackedFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    PackedFormatException(Path file, long offset, String reason) {
        super(file + " at byte " + offset + ": " + reason);
    }
}
