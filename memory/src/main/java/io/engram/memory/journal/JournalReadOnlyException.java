package io.engram.memory.journal;

import org.jspecify.annotations.Nullable;

/**
 * The journal takes no appends now: it was opened read-only, it is closed, or the disk failed and has not recovered. In the
 * last case the cause is the disk's error, and a later append tries again.
 */
public final class JournalReadOnlyException extends JournalException {
    private static final long serialVersionUID = 1L;

    public JournalReadOnlyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
