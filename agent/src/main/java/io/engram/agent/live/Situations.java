package io.engram.agent.live;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Situations as sets of features separated by semicolons, the form that memory conditions facts and skills on. */
final class Situations {
    private Situations() {
    }

    static Set<String> features(String situation) {
        return Arrays.stream(situation.split(";", -1)).map(String::strip).filter(f -> !f.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What holds after and did not hold before; empty when nothing new holds. */
    static String changes(String before, String after) {
        Set<String> news = features(after);
        news.removeAll(features(before));
        return String.join("; ", news);
    }

    /** Whether everything that {@code outcome} promises is in {@code seen}; true for an empty promise. */
    static boolean holds(String outcome, String seen) {
        return features(seen).containsAll(features(outcome));
    }
}
