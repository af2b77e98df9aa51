package io.engram.inference.curriculum;

import io.engram.inference.layout.Prompt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Says again what was said, whole or the part that was asked for. Nothing can be guessed, and almost every token of a reply
 * has to be copied: what a model must be able to do before it can answer from notes (induction, Olsson et al. 2022).
 */
final class CopyTasks {
    private static final int MOST_WORDS = 12;
    private static final int MOST_PAIRS = 8;
    private static final String[] POOLS = {"first", "city", "food", "item", "noun", "company", "colour", "hobby"};

    private final Split split;
    private final RandomGenerator random;
    private final Town town;

    private CopyTasks(Split split, RandomGenerator random) {
        this.split = split;
        this.random = random;
        this.town = new Town(split, random);
    }

    /** One or more times some words in a row. */
    static Example repeat(Split split, RandomGenerator random) {
        CopyTasks t = new CopyTasks(split, random);
        Prompt prompt = new Prompt("");
        int earlier = split == Split.EVALUATION ? 0 : random.nextInt(5);
        for (int i = 0; i < earlier; i++) {
            String said = t.words();
            prompt.user(t.asked(said)).assistant(said);
        }
        String said = t.words();
        return new Example("repeat", prompt.user(t.asked(said)).open(), "", said,
                new Check.Says(List.of(said), List.of()));
    }

    /** A list of pairs, then one or more questions for what belongs to a word. */
    static Example lookUp(Split split, RandomGenerator random) {
        CopyTasks t = new CopyTasks(split, random);
        int count = 3 + random.nextInt(MOST_PAIRS - 2);
        List<String> keys = new ArrayList<>();
        List<String> values = new ArrayList<>();
        StringBuilder list = new StringBuilder("List:");
        while (keys.size() < count) {
            String key = t.word();
            if (!keys.contains(key)) {
                keys.add(key);
                values.add(t.word());
                list.append('\n').append(key).append(": ").append(values.getLast());
            }
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            order.add(i);
        }
        Collections.shuffle(order, Random.from(random));
        Prompt prompt = new Prompt(list.toString());
        int earlier = split == Split.EVALUATION ? 0 : random.nextInt(count);
        for (int i = 0; i < earlier; i++) {
            prompt.user(keys.get(order.get(i))).assistant(values.get(order.get(i)));
        }
        int at = order.get(earlier);
        return new Example("look-up", prompt.user(keys.get(at)).open(), "", values.get(at),
                new Check.Says(List.of(values.get(at)), List.of()));
    }

    private String asked(String said) {
        return Phrases.of("Repeat: {w} | Say: {w} | Repeat after me: {w} | Please say: {w} | * Say again: {w}")
                .pick(split, random).replace("{w}", said);
    }

    private String words() {
        List<String> words = new ArrayList<>();
        int count = 1 + random.nextInt(MOST_WORDS);
        for (int i = 0; i < count; i++) {
            words.add(random.nextInt(8) == 0 ? "" + random.nextInt(1000) : word());
        }
        return String.join(" ", words);
    }

    private String word() {
        return town.word(POOLS[random.nextInt(POOLS.length)]);
    }
}
