package io.engram.memory.journal;

/** A file is not a journal segment, is of a newer format, or belongs to another agent or a newer owner. */
public final class JournalFormatException extends JournalException {
    private static final long serialVersionUID = 1L;

    public JournalFormatException(String message) {
        super(message);
    }
}
