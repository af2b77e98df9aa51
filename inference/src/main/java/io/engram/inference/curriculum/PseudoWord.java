package io.engram.inference.curriculum;

import java.util.List;
import java.util.random.RandomGenerator;

/** Words that mean nothing. */
final class PseudoWord {
    private static final List<String> ONSETS = parts(
            "b c d f g h j k l m n p qu r s t v w x y z ch sh th br cr dr fr gr pr tr "
                    + "bl cl fl gl pl sl sc sk sm sn sp st sw str wh kn");
    private static final List<String> VOWELS = parts("a e i o u a e i o u a e i o y ai ea ee ia ie io oo ou ua");
    private static final List<String> CODAS = parts(
            "n r l s t m d k p ck ff ll ss nd ng nk nt rd rk rn rs rt st th sh ch x");
    private static final int MOST_SYLLABLES = 3;
    private static final int MOST_OF_ONE = 6;
    private static final int MOST_LETTERS = 7;

    private PseudoWord() {
    }

    /** A word of letters that go together as in English, in lower case. */
    static String next(RandomGenerator random) {
        StringBuilder out = new StringBuilder();
        int syllables = 1 + random.nextInt(MOST_SYLLABLES);
        for (int i = 0; i < syllables; i++) {
            out.append(i == 0 && random.nextInt(6) == 0 ? "" : one(ONSETS, random)).append(one(VOWELS, random));
        }
        if (syllables == 1 || random.nextBoolean()) {
            out.append(one(CODAS, random));
        }
        return out.toString();
    }

    /** The beginning of one word and the end of another: pieces as real words have them, in neighbourhoods that none has. */
    static String spliced(String first, String second, RandomGenerator random) {
        int head = 1 + random.nextInt(Math.min(MOST_OF_ONE, first.length()));
        int tail = 1 + random.nextInt(Math.min(MOST_OF_ONE, second.length()));
        return first.substring(0, head) + second.substring(second.length() - tail);
    }

    /** Any letters. */
    static String letters(RandomGenerator random) {
        StringBuilder out = new StringBuilder();
        int count = 2 + random.nextInt(MOST_LETTERS - 1);
        for (int i = 0; i < count; i++) {
            out.append((char) ('a' + random.nextInt(26)));
        }
        return out.toString();
    }

    private static String one(List<String> parts, RandomGenerator random) {
        return parts.get(random.nextInt(parts.size()));
    }

    private static List<String> parts(String line) {
        return List.of(line.split(" ", -1));
    }
}
