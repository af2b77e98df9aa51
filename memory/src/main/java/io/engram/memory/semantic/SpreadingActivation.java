package io.engram.memory.semantic;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Activation that spreads from the entities of a text over facts to other entities, and from facts to their episodes.
 *
 * <p>Implementation note. As in ACT-R (Anderson and Lebiere 1998) the activation of the cues is shared, and a node passes on
 * less the more links it has: the strength of a link from node j is {@code S - ln(fan_j)}, here with {@code S = 1 +
 * ln(}{@value #MOST_NODES}{@code )} and divided by it, so that it lies in (0, 1]. Each step from entity to entity halves it.
 * A spread visits at most {@value #MOST_NODES} entities and goes {@value #DEPTH} steps far (Soar bounds its own in the same
 * way). Activation that arrives on several ways adds up, to at most 1.
 */
final class SpreadingActivation implements Associations {
    static final int MOST_NODES = 300;
    static final int DEPTH = 3;
    private static final double DECAY = 0.5;
    private static final double STRENGTH = 1 + Math.log(MOST_NODES);
    private static final int LONGEST_NAME = 5;
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private record Wave(String entity, double activation, int depth) {
    }

    private final FactState facts;
    private final Entities entities;

    SpreadingActivation(FactState facts, Entities entities) {
        this.facts = facts;
        this.entities = entities;
    }

    /** The strength of one of {@code fan} links, in [0, 1]. */
    static double strength(int fan) {
        return Math.max(0, (STRENGTH - Math.log(Math.max(1, fan))) / STRENGTH);
    }

    /** Keys of the entities that a text names: whole words, longest name first; ideographs need no blanks around them. */
    Set<String> cues(String text) {
        Set<String> cues = new TreeSet<>();
        List<String> words = BETWEEN_WORDS
                .splitAsStream(text.toLowerCase(Locale.ROOT).replaceAll("['\u2019]s\\b", "")).toList();
        for (int from = 0; from < words.size(); from++) {
            StringBuilder name = new StringBuilder();
            for (int length = 1; length <= LONGEST_NAME && from + length <= words.size(); length++) {
                name.append(length > 1 ? " " : "").append(words.get(from + length - 1));
                if (facts.names(name.toString()) || !entities.resolve(name.toString()).contentEquals(name)) {
                    cues.add(entities.resolve(name.toString()));
                }
            }
            ideographs(words.get(from), cues);
        }
        cues.remove("");
        return cues;
    }

    private void ideographs(String word, Set<String> cues) {
        for (int from = 0; from < word.length(); from++) {
            if (Character.isIdeographic(word.charAt(from))) {
                for (int length = 1; length <= LONGEST_NAME && from + length <= word.length(); length++) {
                    String name = word.substring(from, from + length);
                    if (facts.names(name)) {
                        cues.add(entities.resolve(name));
                    }
                }
            }
        }
    }

    @Override
    public List<Active> of(String text, int limit) {
        Set<String> cues = cues(text);
        Map<Long, Double> active = new HashMap<>();
        Map<String, Double> reached = new LinkedHashMap<>();
        ArrayDeque<Wave> waves = new ArrayDeque<>();
        cues.forEach(cue -> waves.add(new Wave(cue, 1.0 / cues.size(), 0)));
        while (!waves.isEmpty() && reached.size() < MOST_NODES) {
            Wave wave = waves.poll();
            if (reached.putIfAbsent(wave.entity(), wave.activation()) == null) {
                spread(wave, active, waves);
            }
        }
        List<Active> found = new ArrayList<>();
        active.forEach((id, activation) -> found.add(new Active(id, Math.min(1, activation))));
        found.sort(Comparator.comparingDouble(Active::activation).reversed().thenComparing(Active::id));
        return found.size() > limit ? List.copyOf(found.subList(0, limit)) : found;
    }

    private void spread(Wave wave, Map<Long, Double> active, ArrayDeque<Wave> waves) {
        var names = entities.names(wave.entity());
        List<Fact> linked = new ArrayList<>(facts.ofSubjects(names));
        facts.ofObjects(names).stream().filter(f -> !linked.contains(f)).forEach(linked::add);
        linked.removeIf(f -> !f.believed());
        double passed = wave.activation() * strength(linked.size());
        if (passed <= 0) {
            return;
        }
        for (Fact fact : linked) {
            active.merge(fact.id(), passed, Double::sum);
            double toEpisode = passed * strength(fact.episodes().size());
            fact.episodes().forEach(episode -> active.merge(episode, toEpisode, Double::sum));
            if (wave.depth() + 1 < DEPTH) {
                String subject = entities.resolve(fact.subject());
                String other = subject.equals(wave.entity()) ? entities.resolve(fact.object()) : subject;
                waves.add(new Wave(other, passed * DECAY, wave.depth() + 1));
            }
        }
    }
}
