package io.engram.inference.curriculum;

import java.util.List;
import java.util.random.RandomGenerator;

/** Words of letters that go together as in English, and that mean nothing. */
final class PseudoWord {
    private static final List<String> ONSETS = parts(
            "b c d f g h j k l m n p qu r s t v w x y z ch sh th br cr dr fr gr pr tr "
                    + "bl cl fl gl pl sl sc sk sm sn sp st sw str wh kn");
    private static final List<String> VOWELS = parts("a e i o u a e i o u a e i o y ai ea ee ia ie io oo ou ua");
    private static final List<String> CODAS = parts(
            "n r l s t m d k p ck ff ll ss nd ng nk nt rd rk rn rs rt st th sh ch x");
    private static final int MOST_SYLLABLES = 3;

    private PseudoWord() {
    }

    /** A word in lower case. */
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

    private static String one(List<String> parts, RandomGenerator random) {
        return parts.get(random.nextInt(parts.size()));
    }

    private static List<String> parts(String line) {
        return List.of(line.split(" ", -1));
    }
}
