package io.engram.tensor;

/**
 * Sizes that do not fit together: a byte count that is not a whole number of blocks, a matrix larger than its bytes, a
 * vector shorter than a row. The message names the value, the rule and what was received.
 */
public final class ShapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** {@code message} says what did not fit, what was expected and what was received. */
    public ShapeException(String message) {
        super(message);
    }
}
