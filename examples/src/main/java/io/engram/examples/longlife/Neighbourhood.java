package io.engram.examples.longlife;

import io.engram.memory.EpisodeDraft;
import io.engram.memory.LivedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The people around the helper and the errands they give it, from a seed. Keeps what is true of them by now. */
final class Neighbourhood {
    static final List<String> PEOPLE = List.of("Ada", "Ben", "Cleo", "Dario");
    private static final Map<String, List<String>> VALUES = new TreeMap<>(Map.of(
            "lives in", List.of("Bern", "Oslo", "Lisbon", "Graz", "Turin", "Ghent", "Porto", "Malmö"),
            "works at", List.of("Acme", "Nordwind", "Lumen", "Kestrel", "Halden", "Orbis"),
            "has as favourite colour", List.of("green", "blue", "red", "orange", "violet", "yellow")));
    private static final Map<String, List<String>> FORMS = Map.of(
            "lives in", List.of("I live in %s.", "By the way, I moved to %s.", "I've moved to %s, it is lovely."),
            "works at", List.of("I work at %s.", "I started working at %s.", "I work for %s now."),
            "has as favourite colour", List.of("My favourite colour is %s.", "My favourite color is %s now."));
    private static final List<String> CHATTER = List.of("What a grey morning, the trams were late again.",
            "The bakery on the corner has new rye bread.", "Did you see the film with the lighthouse?",
            "I slept badly, the wind was so loud.", "We should plant tomatoes on the balcony.",
            "Lunch was too salty today.", "If I had more time I would learn to sail.",
            "The library closes early on Friday.",
            "My back hurts from carrying boxes.", "The neighbours are rehearsing the same song again.");
    private static final List<String> FILES = List.of("march.txt", "april.txt", "invoice.pdf", "notes.md", "plan.txt",
            "budget.csv", "menu.txt");

    private final Random random;
    /** person + relation → the value that was said last. */
    private final Map<String, String> truth = new TreeMap<>();

    Neighbourhood(long seed) {
        this.random = new Random(seed);
    }

    /** What is true by now: person and relation, separated by a bar, to the value. */
    Map<String, String> truth() {
        return truth;
    }

    static List<String> values(String relation) {
        return VALUES.getOrDefault(relation, List.of());
    }

    /** What one person says today. */
    List<EpisodeDraft> says(String person) {
        List<EpisodeDraft> said = new ArrayList<>();
        said.add(EpisodeDraft.said(person, any(CHATTER)).withSalience(0.2));
        for (String relation : VALUES.keySet()) {
            String key = person + '|' + relation;
            boolean first = !truth.containsKey(key);
            if (first || random.nextInt(60) == 0) {
                truth.put(key, other(truth.getOrDefault(key, ""), values(relation)));
                said.add(EpisodeDraft.said(person, any(FORMS.getOrDefault(relation, List.of("%s")))
                        .formatted(truth.get(key))));
            }
        }
        return said;
    }

    private String other(String than, List<String> values) {
        String value = any(values);
        while (value.equals(than)) {
            value = any(values);
        }
        return value;
    }

    private String any(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** One errand: a file is read, put in short words and sent to someone; sometimes the helper forgets to read it first. */
    EpisodeDraft errand() {
        String place = random.nextBoolean() ? "desk" : "phone";
        String file = any(FILES);
        String person = any(PEOPLE).toLowerCase(java.util.Locale.ROOT);
        boolean good = random.nextInt(4) != 0;
        String task = "task: send " + file + " to " + person;
        List<LivedStep> steps = new ArrayList<>();
        if (good) {
            steps.add(new LivedStep(task + "; file closed", "read(path=" + file + ")", "text loaded", 0));
            steps.add(new LivedStep(task + "; text loaded", "summarise(length=short)", "summary ready", 0));
            steps.add(
                    new LivedStep(task + "; summary ready", "mail(about=" + file + ", to=" + person + ")", "sent", 1));
        } else {
            steps.add(new LivedStep(task + "; file closed", "mail(about=" + file + ", to=" + person + ")",
                    "empty mail bounced", 0));
        }
        return EpisodeDraft.lived("errands-" + place, good ? "sent a summary" : "sent an empty mail", steps, good,
                good ? 1 : 0).withSurprise(good ? 0 : 0.8);
    }
}
