package io.engram.memory.recall;

/**
 * A light English stemmer: plurals, {@code -ing}, {@code -ed}, {@code -ly} and a silent {@code e}. It conflates the forms
 * of one word in talk ("painted", "painting", "paints") and leaves derivation alone. It need not produce words, only the
 * same string for the same word.
 */
final class Stemmer {
    private Stemmer() {
    }

    static String stem(String word) {
        if (word.length() < 4 || word.charAt(0) > 'z') {
            return word;
        }
        String w = plural(word);
        if (w.length() > 5 && w.endsWith("ing") && vowelBefore(w, w.length() - 3)) {
            w = undouble(w.substring(0, w.length() - 3));
        } else if (w.length() > 4 && w.endsWith("ed") && vowelBefore(w, w.length() - 2)) {
            w = undouble(w.substring(0, w.length() - 2));
        } else if (w.length() > 5 && w.endsWith("ly")) {
            w = w.substring(0, w.length() - 2);
        }
        if (w.length() > 3 && w.endsWith("e")) {
            w = w.substring(0, w.length() - 1);
        }
        if (w.length() > 3 && w.endsWith("y")) {
            w = w.substring(0, w.length() - 1) + 'i';
        }
        return w;
    }

    private static String plural(String w) {
        if (!w.endsWith("s") || w.endsWith("ss") || w.endsWith("us") || w.endsWith("is")) {
            return w;
        }
        if (w.endsWith("ies") && w.length() > 4) {
            return w.substring(0, w.length() - 3) + 'y';
        }
        if (w.endsWith("sses") || w.endsWith("shes") || w.endsWith("ches") || w.endsWith("xes")) {
            return w.substring(0, w.length() - 2);
        }
        return w.substring(0, w.length() - 1);
    }

    private static boolean vowelBefore(String w, int end) {
        for (int i = 0; i < end; i++) {
            if ("aeiouy".indexOf(w.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static String undouble(String w) {
        int n = w.length();
        char last = w.charAt(n - 1);
        return n > 3 && last == w.charAt(n - 2) && "lsz".indexOf(last) < 0 ? w.substring(0, n - 1) : w;
    }
}
