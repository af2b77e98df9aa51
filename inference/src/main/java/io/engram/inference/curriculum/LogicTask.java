package io.engram.inference.curriculum;

import io.engram.inference.layout.Prompt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Orders from pairwise comparisons, and classes within classes. */
final class LogicTask {
    private LogicTask() {
    }

    static Example make(Split split, RandomGenerator random) {
        return make(split, random, () -> system(split, random));
    }

    /** The same under a given system turn. */
    static Example make(Split split, RandomGenerator random, String system) {
        return make(split, random, () -> system);
    }

    private static Example make(Split split, RandomGenerator random, Supplier<String> system) {
        return random.nextInt(3) > 0 ? order(split, random, system) : classes(split, random, system);
    }

    /** Who is more than whom, in words and in signs. */
    private record Clue(String said, String means) {
    }

    private static Example order(Split split, RandomGenerator random, Supplier<String> system) {
        Town town = new Town(split, random);
        int count = 3 + random.nextInt(3);
        List<String> people = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            people.add(town.newName());
        }
        String[] words = Phrases.of(
                "older,oldest,youngest,younger | taller,tallest,shortest,shorter "
                        + "| faster,fastest,slowest,slower | richer,richest,poorest,poorer "
                        + "| bigger,biggest,smallest,smaller | heavier,heaviest,lightest,lighter "
                        + "| stronger,strongest,feeblest,feebler | stronger,strongest,frailest,frailer "
                        + "| tougher,toughest,weakest,weaker | mightier,mightiest,weakest,weaker "
                        + "| louder,loudest,quietest,quieter | happier,happiest,saddest,sadder "
                        + "| wiser,wisest,silliest,sillier | * stronger,strongest,weakest,weaker")
                .pick(split, random).split(",", -1);
        List<Clue> clues = new ArrayList<>();
        for (int i = 0; i + 1 < count; i++) {
            clues.add(new Clue(random.nextBoolean()
                    ? people.get(i) + " is " + words[0] + " than " + people.get(i + 1) + "."
                    : people.get(i + 1) + " is " + words[3] + " than " + people.get(i) + ".",
                    people.get(i) + " > " + people.get(i + 1)));
        }
        Collections.shuffle(clues, Random.from(random));
        boolean top = random.nextBoolean();
        String answer = top ? people.getFirst() : people.getLast();
        String ordered = String.join(" > ", people);
        String steps = split == Split.EARLY
                ? ordered
                : String.join(", ", clues.stream().map(Clue::means).toList()) + "\nso " + ordered;
        String asked = String.join(" ", clues.stream().map(Clue::said).toList()) + " Who is the "
                + (top ? words[1] : words[2]) + "?";
        return new Example("logic", new Prompt(system.get()).user(asked).open(), steps, answer + ".",
                new Check.EndsIn(answer));
    }

    private static Example classes(Split split, RandomGenerator random, Supplier<String> system) {
        Town town = new Town(split, random);
        String name = town.newName();
        String a = town.word("pet") + "s";
        String b = town.word("job") + "s";
        String c = Phrases.of(
                "kind | clever | early birds | quiet | good swimmers | strong | careful | friendly "
                        + "| honest | brave and kind | clever and brave | very patient | funny | * brave")
                .pick(split, random);
        String small = a.substring(0, a.length() - 1);
        int kind = random.nextInt(3);
        String told = "All " + a + " here are " + b + ". All " + b + " are " + c + ". ";
        String who = kind == 2 ? "is no " : "is a ";
        String question = told + name + " " + who + small + ". Is " + name + " " + (c.equals("early birds")
                || c.equals("good swimmers") ? "one of the " + c : c) + "?";
        String steps = kind == 2
                ? name + " is no " + small + ". Nothing follows."
                : name + " is one of the " + a + ". " + a + " are " + b + ". " + b + " are " + c + ".";
        String answer = kind == 2 ? "I don't know" : "Yes";
        return new Example("logic", new Prompt(system.get()).user(question).open(), steps, answer + ".",
                new Check.EndsIn(answer));
    }

    /** Nothing, or a scene. */
    static String system(Split split, RandomGenerator random) {
        Town town = new Town(split, random);
        return random.nextBoolean() ? "" : new Scene(split, random, town).system(town.today(), name -> true);
    }
}
