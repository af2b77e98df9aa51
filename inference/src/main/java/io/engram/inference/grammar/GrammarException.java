package io.engram.inference.grammar;

/** A grammar or schema that cannot be honoured: where and why. */
public final class GrammarException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** {@code where} is a line and column, or a path in a schema. */
    public GrammarException(String where, String reason) {
        super(where + ": " + reason);
    }
}
