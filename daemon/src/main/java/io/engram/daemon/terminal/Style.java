package io.engram.daemon.terminal;

/**
 * Colours and weights by ANSI sequences, or plain text where colour is off.
 *
 * @param colour whether sequences are written
 */
public record Style(boolean colour) {
    private static final String RESET = "\u001b[0m";

    /** Stands out. */
    public String bold(String text) {
        return wrap("\u001b[1m", text);
    }

    /** Stands back: labels, units. */
    public String dim(String text) {
        return wrap("\u001b[2m", text);
    }

    /** Good. */
    public String green(String text) {
        return wrap("\u001b[32m", text);
    }

    /** Wants attention. */
    public String yellow(String text) {
        return wrap("\u001b[33m", text);
    }

    /** Broken. */
    public String red(String text) {
        return wrap("\u001b[31m", text);
    }

    /** Measured values and charts. */
    public String cyan(String text) {
        return wrap("\u001b[36m", text);
    }

    /** Sleep. */
    public String magenta(String text) {
        return wrap("\u001b[35m", text);
    }

    private String wrap(String sequence, String text) {
        return colour && !text.isEmpty() ? sequence + text + RESET : text;
    }
}
