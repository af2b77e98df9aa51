package io.engram.memory.consolidation;

import io.engram.memory.Trust;
import io.engram.memory.semantic.EntityNames;
import io.engram.memory.semantic.Fact;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds names that mean one entity among the subjects and proper-name objects of facts. Pure but for the embedder it is given.
 *
 * <p>Implementation note. Equal keys are one entity anyway. Beyond that, in this order:
 * <ol>
 * <li><b>stated</b>: a subject says what it is called, and nobody else goes by that name;
 * <li><b>normalised</b>: equal without accents, punctuation, article and title;
 * <li><b>minhash</b>: trigram sets with a Jaccard likeness of {@link #ALIKE} or more, for names of at least {@link
 * #LONG_ENOUGH} letters and {@link #ENTROPY} bits whose digits agree;
 * <li><b>embedding</b>: a cosine of {@link #NEAR} or more between the names of two subjects that share {@link #SHARED} facts.
 * </ol>
 * The last two are guesses, so they are held back where the two have facts that contradict each other. The later name becomes
 * the alias of the earlier one.
 */
public final class EntityResolver {
    static final double ALIKE = 0.8;
    static final int LONG_ENOUGH = 8;
    static final double ENTROPY = 2.5;
    static final double NEAR = 0.85;
    static final int SHARED = 3;
    /** Values that so many subjects share tell nobody apart. */
    private static final int COMMON = 20;

    /** A merge that the rules propose. */
    public record Proposal(String alias, String into, String method, double score, List<Long> episodes, Trust trust) {
        public Proposal {
            episodes = List.copyOf(episodes);
        }
    }

    /** A name with where it was first seen. */
    private record Name(String key, String normal, long first, boolean subject, Trust trust) {
    }

    private final Map<String, Name> names = new LinkedHashMap<>();
    private final Map<String, List<Fact>> bySubject = new HashMap<>();

    /** @param facts everything that is believed, by id */
    public EntityResolver(Collection<Fact> facts) {
        for (Fact fact : facts) {
            if (fact.believed()) {
                name(fact.subject(), fact, true);
                bySubject.computeIfAbsent(EntityNames.key(fact.subject()), k -> new ArrayList<>()).add(fact);
                if (EntityNames.proper(fact.object())) {
                    name(fact.object(), fact, false);
                }
            }
        }
    }

    private void name(String text, Fact fact, boolean subject) {
        String key = EntityNames.key(text);
        names.merge(key, new Name(key, EntityNames.normalised(text), fact.id(), subject, fact.provenance().trust()),
                (a, b) -> new Name(key, a.normal(), a.first(), a.subject() || b.subject(),
                        Trust.lowest(a.trust(), b.trust())));
    }

    /**
     * What the rules propose for names first seen in facts with an id above {@code after}.
     *
     * @param embed the unit vector of a name
     */
    public List<Proposal> proposals(long after, Function<String, float[]> embed) {
        List<Proposal> found = new ArrayList<>();
        bySubject.values().forEach(facts -> facts.stream().filter(f -> f.id() > after)
                .forEach(f -> stated(f).ifPresent(found::add)));
        Map<String, Name> byNormal = new HashMap<>();
        Map<Long, List<Name>> buckets = new HashMap<>();
        Map<String, NameSketch> sketches = new HashMap<>();
        for (Name name : names.values()) {
            Name same = byNormal.putIfAbsent(name.normal(), name);
            if (same != null) {
                add(found, name, same, after, "normalised", 1);
            } else {
                sketch(name, buckets, sketches, after, found);
            }
        }
        embedded(after, embed, found);
        return found;
    }

    private Optional<Proposal> stated(Fact f) {
        boolean names = f.relation().equals("is called") && !f.negated() && EntityNames.proper(f.object());
        String alias = EntityNames.key(f.object());
        if (!names || alias.equals(EntityNames.key(f.subject())) || bySubject.containsKey(alias)) {
            return Optional.empty();
        }
        return Optional.of(
                new Proposal(alias, EntityNames.key(f.subject()), "stated", 1, f.episodes(), f.provenance().trust()));
    }

    private void sketch(Name name, Map<Long, List<Name>> buckets, Map<String, NameSketch> sketches, long after,
            List<Proposal> found) {
        if (name.normal().length() < LONG_ENOUGH || NameSketch.entropy(name.normal()) < ENTROPY) {
            return;
        }
        NameSketch sketch = new NameSketch(name.normal());
        sketches.put(name.key(), sketch);
        Set<Name> compared = new HashSet<>();
        for (int band = 0; band < NameSketch.BANDS; band++) {
            List<Name> bucket = buckets.computeIfAbsent(sketch.bucket(band), b -> new ArrayList<>());
            for (Name other : bucket) {
                NameSketch known = sketches.get(other.key());
                if (compared.add(other) && known != null && digits(name).equals(digits(other))) {
                    double likeness = sketch.likeness(known);
                    if (likeness >= ALIKE && !contradict(name.key(), other.key())) {
                        add(found, name, other, after, "minhash", likeness);
                    }
                }
            }
            bucket.add(name);
        }
    }

    private static String digits(Name name) {
        return name.normal().replaceAll("\\P{Nd}+", " ");
    }

    private void embedded(long after, Function<String, float[]> embed, List<Proposal> found) {
        Map<String, Set<String>> sharing = new LinkedHashMap<>();
        bySubject.forEach((subject, facts) -> facts.stream().filter(f -> !f.negated()).forEach(f -> sharing
                .computeIfAbsent(EntityNames.key(f.relation()) + '\0' + EntityNames.key(f.object()),
                        k -> new java.util.TreeSet<>())
                .add(subject)));
        Map<List<String>, Integer> shared = new LinkedHashMap<>();
        for (Set<String> subjects : sharing.values()) {
            if (subjects.size() <= COMMON) {
                List<String> list = List.copyOf(subjects);
                for (int i = 0; i < list.size(); i++) {
                    for (int j = i + 1; j < list.size(); j++) {
                        shared.merge(List.of(list.get(i), list.get(j)), 1, Integer::sum);
                    }
                }
            }
        }
        shared.forEach((pair, count) -> {
            Name one = names.get(pair.getFirst());
            Name other = names.get(pair.getLast());
            if (count >= SHARED && one != null && other != null && Math.max(one.first(), other.first()) > after
                    && !contradict(one.key(), other.key())) {
                double cosine = cosine(embed.apply(one.key()), embed.apply(other.key()));
                if (cosine >= NEAR) {
                    add(found, one, other, after, "embedding", Math.min(1, cosine));
                }
            }
        });
    }

    private static double cosine(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    /** Whether the two hold different values of a relation that has one value at a time, at the same time. */
    private boolean contradict(String one, String other) {
        for (Fact a : bySubject.getOrDefault(one, List.of())) {
            for (Fact b : bySubject.getOrDefault(other, List.of())) {
                boolean together = a.validFrom().isBefore(b.validTo()) && b.validFrom().isBefore(a.validTo());
                boolean sameValue = EntityNames.key(a.object()).equals(EntityNames.key(b.object()));
                if (together && EntityNames.key(a.relation()).equals(EntityNames.key(b.relation()))
                        && (a.negated() != b.negated() ? sameValue : a.singleValued() && !sameValue)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void add(List<Proposal> found, Name one, Name other, long after, String method, double score) {
        Name later = one.first() >= other.first() ? one : other;
        Name earlier = one.first() >= other.first() ? other : one;
        if (later.first() > after) {
            found.add(new Proposal(later.key(), earlier.key(), method, score, List.of(),
                    Trust.lowest(one.trust(), other.trust())));
        }
    }
}
