package io.engram.inference;

/** A session's deadline passed before its tokens were taken in; the session holds what was taken in until then. */
public final class DeadlineExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DeadlineExceededException(String message) {
        super(message);
    }
}
