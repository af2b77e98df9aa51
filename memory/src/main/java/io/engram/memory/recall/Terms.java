package io.engram.memory.recall;

import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Text to index terms: lower-cased runs of letters and digits, lightly stemmed; runs of ideographs, kana and hangul as
 * single characters and overlapping pairs, since such text has no blanks between words. Pure.
 */
public final class Terms {
    /** Words too common in talk to tell one turn from another. */
    private static final Set<String> STOP = Set.of("a", "an", "the", "of", "to", "in", "on", "at", "is", "are", "was",
            "were", "be", "been", "am", "do", "does", "did", "has", "have", "had", "and", "or", "it", "its", "that",
            "this", "for", "with", "as", "by", "from", "s", "t", "m", "re", "ve", "ll", "d", "what", "which", "who",
            "whom", "when", "where", "how", "i", "you", "he", "she", "they", "we", "me", "my", "your", "his", "her",
            "their", "our", "so", "but", "would", "could", "can", "will");

    private Terms() {
    }

    /** Characters that carry grammar or a question, not a matter: no pair reaches across one. */
    private static final String WIDE_STOP = "的了吗呢吧么什哪谁怎是就也都很我你他她它们这那为和在";

    /** Gives every term of the text to the sink, in order, repeats included. */
    public static void of(CharSequence text, Consumer<String> sink) {
        StringBuilder word = new StringBuilder();
        int before = -1;
        for (int i = 0; i < text.length();) {
            int c = Character.codePointAt(text, i);
            i += Character.charCount(c);
            if (wide(c)) {
                word(word, sink);
                if (WIDE_STOP.indexOf(c) >= 0) {
                    before = -1;
                    continue;
                }
                if (before >= 0) {
                    sink.accept(Character.toString(before) + Character.toString(c));
                }
                sink.accept(Character.toString(c));
                before = c;
                continue;
            }
            before = -1;
            if (Character.isLetterOrDigit(c)) {
                word.appendCodePoint(c);
            } else {
                word(word, sink);
            }
        }
        word(word, sink);
    }

    private static boolean wide(int c) {
        return c >= 0x2e80
                && (Character.isIdeographic(c) || (c >= 0x3040 && c <= 0x30ff) || (c >= 0xac00 && c <= 0xd7a3));
    }

    private static void word(StringBuilder word, Consumer<String> sink) {
        if (word.isEmpty()) {
            return;
        }
        String lower = word.toString().toLowerCase(Locale.ROOT);
        word.setLength(0);
        if (!STOP.contains(lower)) {
            sink.accept(Stemmer.stem(lower));
        }
    }
}
