package io.engram.inference.curriculum;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Pools of words, each in two parts: four fifths to learn with, one fifth kept for evaluation.
 *
 * <p>A pool is small, and a model that has seen all of it guesses a word of the kind instead of reading the note. So half of
 * what training picks is made up: then only reading pays.
 */
final class Words {
    private static final int HELD_OUT_EVERY = 5;
    private static final double HELD_OUT_SHARE = 0.7;
    private static final double MADE_UP_SHARE = 0.5;
    /** Pools whose words the layout itself knows, as names of relations. */
    private static final Set<String> FIXED = Set.of("kin");
    private static final Words SHIPPED = read(Resource.lines("words.txt"));

    private final Map<String, List<String>> training = new HashMap<>();
    private final Map<String, List<String>> heldOut = new HashMap<>();
    private final Set<String> keptWords = new HashSet<>();
    /** All single words to learn with, in lower case. */
    private final List<String> parts = new ArrayList<>();

    private Words() {
    }

    /** The pools of this archive. */
    static Words shipped() {
        return SHIPPED;
    }

    private static Words read(List<String> lines) {
        Words words = new Words();
        List<String> some = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("[")) {
                some = new ArrayList<>();
                kept = new ArrayList<>();
                words.training.put(line.substring(1, line.length() - 1), some);
                words.heldOut.put(line.substring(1, line.length() - 1), kept);
                continue;
            }
            for (String word : line.split(", *", -1)) {
                boolean keep = (some.size() + kept.size() + 1) % HELD_OUT_EVERY == 0;
                (keep ? kept : some).add(word);
                List<String> single = List.of(word.toLowerCase(Locale.ROOT).split(" ", -1));
                if (keep) {
                    words.keptWords.addAll(single);
                } else {
                    words.parts.addAll(single);
                }
            }
        }
        return words;
    }

    /** A word of a pool: never a held-out one for training but often a made-up one, mostly a held-out one for evaluation. */
    String pick(String pool, Split split, RandomGenerator random) {
        boolean kept = split == Split.EVALUATION && random.nextDouble() < HELD_OUT_SHARE;
        List<String> from = (kept ? heldOut : training).get(pool);
        if (from == null) {
            throw new IllegalArgumentException("pool: expected one of " + training.keySet() + ", received " + pool);
        }
        String word = from.get(random.nextInt(from.size()));
        return split != Split.EVALUATION && !FIXED.contains(pool) && random.nextDouble() < MADE_UP_SHARE
                ? madeUp(word, random)
                : word;
    }

    /** The entry with a word in place of its last that exists nowhere else, capitalised like it. */
    private String madeUp(String entry, RandomGenerator random) {
        int last = entry.lastIndexOf(' ') + 1;
        for (;;) {
            String word = switch (random.nextInt(3)) {
                case 0 -> PseudoWord.next(random);
                case 1 -> PseudoWord.spliced(parts.get(random.nextInt(parts.size())),
                        parts.get(random.nextInt(parts.size())), random);
                default -> PseudoWord.letters(random);
            };
            if (!keptWords.contains(word)) {
                String made = entry.substring(0, last) + (Character.isUpperCase(entry.charAt(last))
                        ? Character.toUpperCase(word.charAt(0)) + word.substring(1)
                        : word);
                return made.replaceAll("^an? ", "aeiou".indexOf(word.charAt(0)) >= 0 ? "an " : "a ");
            }
        }
    }

    /** Whether a pool has a word, in either part. */
    boolean has(String pool, String word) {
        return training.getOrDefault(pool, List.of()).contains(word)
                || heldOut.getOrDefault(pool, List.of()).contains(word);
    }

    /** Words of a pool that training never uses. */
    List<String> heldOut(String pool) {
        return List.copyOf(heldOut.getOrDefault(pool, List.of()));
    }
}
