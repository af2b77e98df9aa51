package io.engram.daemon.terminal;

import java.util.Map;

/**
 * What is known about where output goes.
 *
 * @param live whether standard error is a terminal that can redraw
 * @param outColour whether standard output takes colour
 * @param columns width in cells
 */
public record Terminal(boolean live, boolean outColour, int columns) {
    private static final int DEFAULT_COLUMNS = 80;

    /** No terminal at all: plain lines, 80 cells. */
    public static Terminal plain() {
        return new Terminal(false, false, DEFAULT_COLUMNS);
    }

    /**
     * Reads what the launcher found out: {@code ENGRAM_TTY} holds {@code 1} when standard output is a terminal and {@code 2}
     * when standard error is one, {@code ENGRAM_COLUMNS} the width. {@code NO_COLOR} (no-color.org) switches colour off,
     * {@code TERM=dumb} everything.
     */
    public static Terminal of(Map<String, String> environment) {
        String tty = environment.getOrDefault("ENGRAM_TTY", "");
        boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
        boolean colour = !dumb && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(!dumb && tty.contains("2"), colour && tty.contains("1"),
                columns(environment.getOrDefault("ENGRAM_COLUMNS", "")));
    }

    private static int columns(String given) {
        try {
            int value = Integer.parseInt(given.strip());
            return value >= 40 ? Math.min(value, 400) : DEFAULT_COLUMNS;
        } catch (NumberFormatException notANumber) {
            return DEFAULT_COLUMNS;
        }
    }
}
