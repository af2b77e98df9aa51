package io.engram.agent.talk;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers of notes that a reply gives.
 *
 * @param text
 *            the reply without the numbers at its end
 * @param sources
 *            the notes they name, in order
 * @param unresolved
 *            numbers that no note has
 */
record Citations(String text, List<Source> sources, List<Integer> unresolved) {
    private static final Pattern NUMBER = Pattern.compile("\\[(\\d{1,4})]");
    private static final Pattern AT_END = Pattern.compile("(?:\\s*\\[\\d{1,4}])+\\s*$");

    static Citations of(String reply, List<Source> notes) {
        List<Source> sources = new ArrayList<>();
        Set<Integer> unresolved = new LinkedHashSet<>();
        Matcher m = NUMBER.matcher(reply);
        while (m.find()) {
            int number = Integer.parseInt(m.group(1));
            Optional<Source> note = notes.stream().filter(n -> n.number() == number).findFirst();
            note.filter(n -> !sources.contains(n)).ifPresent(sources::add);
            if (note.isEmpty())
                unresolved.add(number);
        }
        return new Citations(AT_END.matcher(reply).replaceFirst("").strip(), sources, List.copyOf(unresolved));
    }
}
