package io.engram.memory.consolidation;

import io.engram.memory.Situations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Situations as sorted arrays of feature numbers; each distinct situation is parsed once. Not thread-safe. */
final class FeatureSets {
    private final Names features = new Names();
    private final Names situations = new Names();
    private final List<int[]> sets = new ArrayList<>();

    /** The number of a situation text. */
    int situation(String text) {
        int number = situations.number(text);
        if (number == sets.size()) {
            sets.add(Situations.features(text).stream().mapToInt(features::number).sorted().toArray());
        }
        return number;
    }

    /** Feature numbers of a situation, ascending; not to be changed. */
    int[] set(int situation) {
        return sets.get(situation);
    }

    int featureCount() {
        return features.size();
    }

    SortedSet<String> names(int[] set) {
        SortedSet<String> names = new TreeSet<>();
        for (int feature : set) {
            names.add(features.name(feature));
        }
        return names;
    }

    static int[] intersection(int[] a, int[] b) {
        int[] out = new int[Math.min(a.length, b.length)];
        int n = 0;
        for (int i = 0, j = 0; i < a.length && j < b.length;) {
            if (a[i] == b[j]) {
                out[n++] = a[i];
                i++;
                j++;
            } else if (a[i] < b[j]) {
                i++;
            } else {
                j++;
            }
        }
        return n == a.length ? a : Arrays.copyOf(out, n);
    }

    /** Whether every feature of {@code part} is in {@code whole}. */
    static boolean contains(int[] whole, int[] part) {
        int j = 0;
        for (int feature : part) {
            while (j < whole.length && whole[j] < feature) {
                j++;
            }
            if (j == whole.length || whole[j++] != feature) {
                return false;
            }
        }
        return true;
    }
}
