package io.engram.memory;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** Situations as sets of features; see {@link LivedStep} for how they are written. Pure. */
public final class Situations {
    private Situations() {
    }

    /** The features of a situation, trimmed, sorted, without repeats; none for a blank situation. */
    public static SortedSet<String> features(String situation) {
        SortedSet<String> features = new TreeSet<>();
        int start = 0;
        while (start <= situation.length()) {
            int end = situation.indexOf(';', start);
            if (end < 0) {
                end = situation.length();
            }
            String feature = situation.substring(start, end).strip();
            if (!feature.isEmpty()) {
                features.add(feature);
            }
            start = end + 1;
        }
        return Collections.unmodifiableSortedSet(features);
    }

    /** The one way to write a set of features: sorted, separated by {@code "; "}. */
    public static String text(SortedSet<String> features) {
        return String.join("; ", features);
    }
}
