package io.engram.inference;

import java.io.IOException;

/**
 * A model file that cannot be used: damaged, truncated, contradicting itself, or of a kind this engine does not know. The
 * message names the file, the byte where the problem shows (where one byte can be named), and the reason with what was
 * expected and received.
 */
public final class ModelFormatException extends IOException {
    private static final long serialVersionUID = 1L;
    /** The value of {@link #offset()} when no single byte is to blame. */
    public static final long NO_OFFSET = -1;

    private final long offset;

    /**
     * @param source
     *            the file, as the user named it
     * @param offset
     *            byte offset in the file, or {@link #NO_OFFSET}
     * @param reason
     *            what is wrong, what was expected and what was received
     */
    public ModelFormatException(String source, long offset, String reason) {
        super(source + (offset == NO_OFFSET ? "" : " at byte " + offset) + ": " + reason);
        this.offset = offset;
    }

    /** Byte offset in the file, or {@link #NO_OFFSET}. */
    public long offset() {
        return offset;
    }
}
