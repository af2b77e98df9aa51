package io.engram.memory.journal;

/** Another owner, in this process or another one, has the journal open for writing. */
public final class JournalLockedException extends JournalException {
    private static final long serialVersionUID = 1L;

    public JournalLockedException(String message) {
        super(message);
    }
}
