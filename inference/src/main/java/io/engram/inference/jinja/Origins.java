package io.engram.inference.jinja;

import java.util.IdentityHashMap;

/**
 * Which characters of the texts of one rendering the template wrote itself, and which were given to it. A text is known by
 * identity; one that was never told of counts as given throughout, so that an operation which says nothing about its result
 * can only make less the template's own, never more.
 */
final class Origins {
    static final char OWN = 'o';
    static final char GIVEN = 'g';

    private final IdentityHashMap<String, String> marks = new IdentityHashMap<>();

    /** One of {@link #OWN} and {@link #GIVEN} for each character. */
    String of(String text) {
        String known = marks.get(text);
        return known == null ? String.valueOf(GIVEN).repeat(text.length()) : known;
    }

    boolean knows(String text) {
        return marks.containsKey(text);
    }

    void put(String text, String of) {
        marks.put(text, of);
    }
}
