package io.engram.inference.curriculum;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Ways to say one thing: alternatives to learn with, and some kept for evaluation. */
final class Phrases {
    private final List<String> early = new ArrayList<>();
    private final List<String> training = new ArrayList<>();
    private final List<String> heldOut = new ArrayList<>();

    private Phrases() {
    }

    /** Alternatives separated by {@code |}; those that start with {@code *} are held out, early lessons lack those with {@code +}. */
    static Phrases of(String line) {
        Phrases phrases = new Phrases();
        for (String part : line.split("\\|", -1)) {
            String text = part.strip();
            if (text.startsWith("*")) {
                phrases.heldOut.add(text.substring(1).strip());
            } else if (text.startsWith("+")) {
                phrases.training.add(text.substring(1).strip());
            } else {
                phrases.early.add(text);
                phrases.training.add(text);
            }
        }
        return phrases;
    }

    /** One of them: never a held-out one for training, half of the time one for evaluation where there are any. */
    String pick(Split split, RandomGenerator random) {
        List<String> from = split == Split.EVALUATION && !heldOut.isEmpty() && random.nextBoolean()
                ? heldOut
                : split == Split.EARLY ? early : training;
        return from.get(random.nextInt(from.size()));
    }

    /** The same with a word filled in. */
    Phrases with(String place, String word) {
        Phrases filled = new Phrases();
        early.forEach(p -> filled.early.add(p.replace(place, word)));
        training.forEach(p -> filled.training.add(p.replace(place, word)));
        heldOut.forEach(p -> filled.heldOut.add(p.replace(place, word)));
        return filled;
    }

    /** Phrasings that training never uses. */
    List<String> heldOut() {
        return List.copyOf(heldOut);
    }
}
