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
     * As a line of the prompt, with its number at both ends: the words of a note know the number before them, and the number
     * behind them knows the words.
     */
    public String line(int number) {
        return "[" + number + "] " + date + " " + speaker + ": " + text + " [" + number + "]";
    }
}
