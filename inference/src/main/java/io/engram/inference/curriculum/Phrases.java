package io.engram.inference.curriculum;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Ways to say one thing: alternatives to learn with, and some kept for evaluation. */
final class Phrases {
    private final List<String> training = new ArrayList<>();
    private final List<String> heldOut = new ArrayList<>();

    private Phrases() {
    }

    /** Alternatives separated by {@code |}; those that start with {@code *} are held out. */
    static Phrases of(String line) {
        Phrases phrases = new Phrases();
        for (String part : line.split("\\|", -1)) {
            String text = part.strip();
            if (text.startsWith("*")) {
                phrases.heldOut.add(text.substring(1).strip());
            } else {
                phrases.training.add(text);
            }
        }
        return phrases;
    }

    /** One of them: never a held-out one for training, half of the time one for evaluation where there are any. */
    String pick(Split split, RandomGenerator random) {
        List<String> from = split == Split.EVALUATION && !heldOut.isEmpty() && random.nextBoolean()
                ? heldOut
                : training;
        return from.get(random.nextInt(from.size()));
    }

    /** Phrasings that training never uses. */
    List<String> heldOut() {
        return List.copyOf(heldOut);
    }
}
