package io.engram.inference.jinja;

/** A template that cannot be read or rendered: the line of its source and why. */
public final class TemplateException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int line;

    TemplateException(int line, String reason) {
        super("template line " + line + ": " + reason);
        this.line = line;
    }

    /** Line in the source, from 1. */
    public int line() {
        return line;
    }
}
