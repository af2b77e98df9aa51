package io.engram.memory.semantic;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** How names of entities are compared. Pure. */
public final class EntityNames {
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern PUNCTUATION = Pattern.compile("[\\p{Punct}\\p{IsPunctuation}]+");
    private static final Set<String> DROPPED_IN_FRONT = Set.of("the", "a", "an", "dr",
            "prof", "professor");

    private EntityNames() {
    }

    /** The exact comparison: without case and extra blanks. */
    public static String key(String name) {
        return BLANKS.matcher(name.strip().toLowerCase(Locale.ROOT)).replaceAll(" ");
    }

    /**
     * The normalised comparison: also without accents, width, punctuation, a leading article or title and a final
     * possessive. Never empty for a name that is not blank.
     */
    public static String normalised(String name) {
        String plain = MARKS.matcher(Normalizer.normalize(key(name), Normalizer.Form.NFKD)).replaceAll("");
        plain = plain.replaceAll("['\u2019]s$", "");
        plain = BLANKS.matcher(PUNCTUATION.matcher(plain).replaceAll(" ").strip()).replaceAll(" ");
        int blank = plain.indexOf(' ');
        while (blank > 0 && DROPPED_IN_FRONT.contains(plain.substring(0, blank))) {
            plain = plain.substring(blank + 1);
            blank = plain.indexOf(' ');
        }
        return plain.isEmpty() ? key(name) : plain;
    }

    /** Whether a value looks like the name of something: it starts with a capital or is written in ideographs. */
    public static boolean proper(String value) {
        String name = value.startsWith("the ") ? value.substring(4) : value;
        int first = name.isEmpty() ? ' ' : name.codePointAt(0);
        return Character.isUpperCase(first) || Character.isIdeographic(first);
    }
}
