package io.engram.agent.talk;

import io.engram.inference.layout.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The numbers of notes that a reply gives. A small model often names a neighbour of the note that it read: where a note has no word
 * of the answer and another one has, the other is the source.
 *
 * @param text
 *            the reply without the numbers at its end
 * @param sources
 *            the notes that the reply rests on, in its order
 * @param unresolved
 *            numbers that no note has
 */
record Citations(String text, List<Source> sources, List<Integer> unresolved) {
    private static final Pattern NUMBER = Pattern.compile("\\[(\\d{1,4})]");
    private static final Pattern AT_END = Pattern.compile("(?:\\s*\\[\\d{1,4}])+\\s*$");
    /** What may become numbers at the end when more is written. */
    private static final Pattern BEGUN = Pattern.compile("(?:\\s*\\[\\d{1,4}])*\\s*(?:\\[\\d{0,4})?$");

    static Citations of(String reply, String question, List<Source> notes) {
        Set<Source> sources = new LinkedHashSet<>();
        Set<Integer> unresolved = new LinkedHashSet<>();
        Set<String> answer = words(NUMBER.matcher(reply).replaceAll(""));
        answer.removeAll(words(question));
        answer.removeAll(words(Layout.ownWords()));
        Matcher m = NUMBER.matcher(reply);
        while (m.find()) {
            int number = Integer.parseInt(m.group(1));
            Optional<Source> note = notes.stream().filter(n -> n.number() == number).findFirst();
            note.ifPresent(n -> sources.add(bearing(n, answer, notes)));
            if (note.isEmpty())
                unresolved.add(number);
        }
        return new Citations(AT_END.matcher(reply).replaceFirst("").strip(), new ArrayList<>(sources),
                List.copyOf(unresolved));
    }

    /** The note itself if it has a word of the answer or none has, else the one that has most of them. */
    private static Source bearing(Source named, Set<String> answer, List<Source> notes) {
        long most = shared(named, answer);
        if (most > 0)
            return named;
        Source best = named;
        for (Source note : notes) {
            long count = shared(note, answer);
            if (count > most) {
                most = count;
                best = note;
            }
        }
        return best;
    }

    private static long shared(Source note, Set<String> answer) {
        return words(note.text()).stream().filter(answer::contains).count();
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1)).filter(w -> !w.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Where the numbers at the end of a reply begin; its length without any. */
    static int end(CharSequence reply) {
        return start(AT_END, reply);
    }

    /** The same for a reply that is being written: also before what may become a number. */
    static int sure(CharSequence reply) {
        return start(BEGUN, reply);
    }

    private static int start(Pattern pattern, CharSequence reply) {
        Matcher m = pattern.matcher(reply);
        return m.find() ? m.start() : reply.length();
    }
}
