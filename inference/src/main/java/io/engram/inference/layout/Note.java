package io.engram.inference.layout;

import java.time.LocalDate;

/**
 * Something that was said: what the agent's memory holds.
 *
 * @param date
 *            when
 * @param speaker
 *            who
 * @param text
 *            the words
 */
public record Note(LocalDate date, String speaker, String text) {
    /**
     * As a line of the prompt, with its number before and after: a model that reads from left to right finds the number of words
     * where it follows them, and the words of a number where it comes first.
     */
    public String line(int number) {
        return openLine(number) + " [" + number + "]";
    }

    /** As a line with its number before it only. */
    public String openLine(int number) {
        return "[" + number + "] " + date + " " + speaker + ": " + text;
    }
}
