package io.engram.agent.talk;

import java.time.LocalDate;

/**
 * A remembered episode as a note of a prompt, or as what a reply rests on.
 *
 * @param number
 *            its number in the prompt, from 1; 0 if a tool found it
 * @param episode
 *            id of the episode
 * @param date
 *            when it was said
 * @param speaker
 *            who said it
 * @param text
 *            the words, on one line
 */
public record Source(int number, long episode, LocalDate date, String speaker, String text) {
    Source numbered(int at) {
        return new Source(at, episode, date, speaker, text);
    }
}
