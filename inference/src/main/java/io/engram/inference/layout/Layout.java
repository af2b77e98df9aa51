package io.engram.inference.layout;

import io.engram.inference.chat.Grounding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;

/** The words and forms around what is said: system turns, tool lines, and the template that puts them into ChatML. */
public final class Layout {
    /** The system turn that asks for the facts a user states, as a JSON array of subject, relation and object. */
    public static final String FACTS = "List the facts that the user states, as JSON.";

    /** What is answered where no note says it. */
    public static final String UNKNOWN = "I don't know. My notes don't say.";

    /** Who the one that talks with the agent is, in notes and in facts. */
    public static final String USER = "user";

    /** Notes in one prompt: the curriculum has up to about ten. */
    public static final int MOST_NOTES = 8;

    private static final class Holder {
        private static final String TEMPLATE = read("engram-mini.jinja");
        private static final String OWN_WORDS = read("reply-words.txt");
        private static final Grounding GROUNDING = new Grounding(Grounding.words(OWN_WORDS));

        private static String read(String name) {
            try (var in = Layout.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalStateException(name + ": missing from the archive");
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Layout() {
    }

    /** The chat template that writes this layout; a model file that carries it was trained on it. */
    public static String template() {
        return Holder.TEMPLATE;
    }

    /** The words that replies and thoughts in this layout have of their own; all others come from the prompt. */
    public static Grounding grounding() {
        return Holder.GROUNDING;
    }

    /** The words of {@link #grounding}, in lower case with space between. */
    public static String ownWords() {
        return Holder.OWN_WORDS;
    }

    /** The line with the date. */
    public static String date(LocalDate today) {
        return "Today: " + today.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH) + " " + today;
    }

    /** A system turn with the date and the notes, numbered from 1; the older come first, so that the last of two is what holds. */
    public static String notes(LocalDate today, List<Note> notes) {
        StringBuilder out = new StringBuilder(date(today)).append("\nNotes:");
        if (notes.isEmpty()) {
            out.append(" none");
        }
        for (int i = 0; i < notes.size(); i++) {
            out.append('\n').append(notes.get(i).line(i + 1));
        }
        return out.toString();
    }

    /** A tool as the system turn lists it: name, parameters with types, purpose. */
    public static String tool(String name, String parameters, String purpose) {
        return "- " + name + "(" + parameters + "): " + purpose;
    }
}
