package io.engram.inference.curriculum;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Pools of words, each in two parts: four fifths to learn with, one fifth kept for evaluation. */
final class Words {
    private static final int HELD_OUT_EVERY = 5;
    private static final double HELD_OUT_SHARE = 0.7;
    private static final Words SHIPPED = read(Resource.lines("words.txt"));

    private final Map<String, List<String>> training = new HashMap<>();
    private final Map<String, List<String>> heldOut = new HashMap<>();

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
            }
        }
        return words;
    }

    /** A word of a pool: never a held-out one for training, mostly one for evaluation. */
    String pick(String pool, Split split, RandomGenerator random) {
        boolean kept = split == Split.EVALUATION && random.nextDouble() < HELD_OUT_SHARE;
        List<String> from = (kept ? heldOut : training).get(pool);
        if (from == null) {
            throw new IllegalArgumentException("pool: expected one of " + training.keySet() + ", received " + pool);
        }
        return from.get(random.nextInt(from.size()));
    }

    /** Words of a pool that training never uses. */
    List<String> heldOut(String pool) {
        return List.copyOf(heldOut.getOrDefault(pool, List.of()));
    }
}
