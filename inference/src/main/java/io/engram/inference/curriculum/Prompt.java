package io.engram.inference.curriculum;

import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;

/** The layout of a conversation: ChatML, with the date, the recalled notes and the tools in the system turn. */
final class Prompt {
    static final String END = "<|im_end|>\n";

    private final StringBuilder text = new StringBuilder();

    /** A conversation whose system turn is {@code system}, or that has none if it is empty. */
    Prompt(String system) {
        if (!system.isEmpty()) {
            turn("system", system);
        }
    }

    /** A system turn with the date and the notes. */
    static String notes(LocalDate today, List<Note> notes) {
        StringBuilder out = new StringBuilder(date(today)).append("\nNotes:");
        if (notes.isEmpty()) {
            out.append(" none");
        }
        for (int i = 0; i < notes.size(); i++) {
            out.append('\n').append(notes.get(i).line(i + 1));
        }
        return out.toString();
    }

    static String date(LocalDate today) {
        return "Today: " + today.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH) + " " + today;
    }

    Prompt turn(String role, String content) {
        text.append("<|im_start|>").append(role).append('\n').append(content).append(END);
        return this;
    }

    Prompt user(String content) {
        return turn("user", content);
    }

    /** An earlier turn of the assistant. */
    Prompt assistant(String content) {
        return turn("assistant", content);
    }

    /** The text up to the reply. */
    String open() {
        return text + "<|im_start|>assistant\n";
    }
}
