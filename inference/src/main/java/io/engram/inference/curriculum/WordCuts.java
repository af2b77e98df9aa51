package io.engram.inference.curriculum;

import io.engram.inference.Tokenizer;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Tokenises the texts of one document, some words of it in two parts. A quarter of a vocabulary is otherwise never read, as its
 * pieces are always merged into longer ones, and just of such pieces names consist that nobody has told yet (BPE-dropout,
 * Provilkov et al. 2020). A word is cut at the same place wherever it stands in the document, so that it can be copied, and only
 * if it stands in a text that is read before one that is learned.
 *
 * <p>Belongs to one thread.
 */
final class WordCuts {
    private static final double SHARE = 0.15;
    private static final int NONE = -1;
    /** Words of at least three letters, not those of marks. */
    private static final Pattern WORD = Pattern.compile("(?<![\\p{L}<|/_])\\p{L}{3,}(?![\\p{L}|>_])");

    private final Tokenizer tokenizer;
    private final SplittableRandom random;
    private final double share;
    private final Map<String, Integer> cuts = new HashMap<>();

    private WordCuts(Tokenizer tokenizer, SplittableRandom random, double share) {
        this.tokenizer = tokenizer;
        this.random = random;
        this.share = share;
    }

    /** Cuts some words. */
    static WordCuts some(Tokenizer tokenizer, SplittableRandom random) {
        return new WordCuts(tokenizer, random, SHARE);
    }

    /** Cuts none. */
    static WordCuts none(Tokenizer tokenizer) {
        return new WordCuts(tokenizer, new SplittableRandom(0), 0);
    }

    /** Tokens of a text that is read. Spellings of special tokens are those tokens. */
    int[] read(String text) {
        return encode(text, true);
    }

    /** Tokens of a text that is learned. */
    int[] learned(String text) {
        return encode(text, false);
    }

    private int[] encode(String text, boolean read) {
        if (share == 0) {
            return tokenizer.encode(text, true);
        }
        IntStream.Builder tokens = IntStream.builder();
        int from = 0;
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            String found = word.group();
            int cut = read ? cuts.computeIfAbsent(found, this::cut) : cuts.getOrDefault(found, NONE);
            if (cut != NONE) {
                IntStream.of(tokenizer.encode(text.substring(from, word.start() + cut), true)).forEach(tokens);
                from = word.start() + cut;
            }
        }
        IntStream.of(tokenizer.encode(text.substring(from), true)).forEach(tokens);
        return tokens.build().toArray();
    }

    private int cut(String word) {
        return random.nextDouble() < share ? 1 + random.nextInt(word.length() - 1) : NONE;
    }
}
