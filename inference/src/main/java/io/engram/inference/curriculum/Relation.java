package io.engram.inference.curriculum;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Something that can be true of a person.
 *
 * @param name
 *            as facts name it; for kin the word itself is the relation
 * @param pool
 *            what its values are: a pool of {@link Words}, or one of the kinds that {@link Town} makes
 * @param single
 *            whether a new value ends the old one
 * @param kin
 *            whether the relation is a word such as "sister"
 */
record Relation(String name, String pool, boolean single, boolean kin, Map<String, Phrases> phrases) {
    private static final List<Relation> SHIPPED = read(Resource.lines("relations.txt"));
    private static final String START = "relation ";

    /** All relations of this archive. */
    static List<Relation> shipped() {
        return SHIPPED;
    }

    private static List<Relation> read(List<String> lines) {
        List<Relation> relations = new ArrayList<>();
        Map<String, String> keys = new HashMap<>();
        for (String line : lines) {
            if (line.startsWith(START)) {
                add(relations, keys);
                keys.clear();
                keys.put("name", line.substring(START.length()));
            } else {
                int space = line.indexOf(' ');
                keys.put(line.substring(0, space), line.substring(space + 1));
            }
        }
        add(relations, keys);
        return List.copyOf(relations);
    }

    private static void add(List<Relation> relations, Map<String, String> keys) {
        if (keys.isEmpty()) {
            return;
        }
        Map<String, Phrases> phrases = new HashMap<>();
        for (String key : List.of("say1", "say3", "new1", "new3", "ask1", "ask3", "tell1", "tell3", "link")) {
            phrases.put(key, Phrases.of(keys.getOrDefault(key, "")));
        }
        relations.add(new Relation(keys.getOrDefault("name", ""), keys.getOrDefault("objects", ""),
                "yes".equals(keys.get("single")), "yes".equals(keys.get("kin")), Map.copyOf(phrases)));
    }

    Phrases phrases(String key) {
        Phrases found = phrases.get(key);
        if (found == null) {
            throw new IllegalArgumentException("phrases of " + name + ": expected a known key, received " + key);
        }
        return found;
    }
}
