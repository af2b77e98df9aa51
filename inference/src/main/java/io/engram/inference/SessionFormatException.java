package io.engram.inference;

import java.io.IOException;

/** A session file that cannot be restored: damaged, of another model, or of another version. */
public final class SessionFormatException extends IOException {
    private static final long serialVersionUID = 1L;
    /** The value of {@link #offset()} when no single byte is to blame. */
    public static final long NO_OFFSET = -1;

    private final long offset;

    /** As {@link ModelFormatException#ModelFormatException}. */
    public SessionFormatException(String source, long offset, String reason) {
        super(source + (offset == NO_OFFSET ? "" : " at byte " + offset) + ": " + reason);
        this.offset = offset;
    }

    /** Byte offset in the file, or {@link #NO_OFFSET}. */
    public long offset() {
        return offset;
    }
}
