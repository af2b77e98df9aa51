package io.engram.memory.semantic;

import io.engram.memory.Layer;
import io.engram.memory.recall.Document;
import io.engram.memory.recall.Documents;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** Facts by id, by subject and by object, in the heap. One writer; readers are lock-free. */
final class FactState {
    private final Documents index;
    private final ConcurrentSkipListMap<Long, Fact> facts = new ConcurrentSkipListMap<>();
    private final Map<String, ConcurrentSkipListSet<Long>> bySubject = new ConcurrentHashMap<>();
    private final Map<String, ConcurrentSkipListSet<Long>> byObject = new ConcurrentHashMap<>();

    FactState(Documents index) {
        this.index = index;
    }

    void apply(Fact fact) {
        Fact old = facts.put(fact.id(), fact);
        bySubject.computeIfAbsent(EntityNames.key(fact.subject()), k -> new ConcurrentSkipListSet<>()).add(fact.id());
        byObject.computeIfAbsent(EntityNames.key(fact.object()), k -> new ConcurrentSkipListSet<>()).add(fact.id());
        if (old != null && offered(old)) {
            index.remove(document(old));
        }
        if (offered(fact)) {
            index.add(document(fact));
        }
    }

    void drop(long id) {
        Fact old = facts.remove(id);
        if (old != null) {
            remove(bySubject, EntityNames.key(old.subject()), id);
            remove(byObject, EntityNames.key(old.object()), id);
            if (offered(old)) {
                index.remove(document(old));
            }
        }
    }

    private static void remove(Map<String, ConcurrentSkipListSet<Long>> index, String key, long id) {
        ConcurrentSkipListSet<Long> ids = index.get(key);
        if (ids != null) {
            ids.remove(id);
            if (ids.isEmpty()) {
                index.remove(key);
            }
        }
    }

    /** Recall offers what has not ended; what was true once is in the history, and the episode that said so is recalled. */
    private static boolean offered(Fact f) {
        return f.believed() && f.validTo().equals(Instant.MAX);
    }

    private static Document document(Fact f) {
        return new Document(f.id(), Layer.SEMANTIC, f.learnedAt().toEpochMilli(),
                f.text() + ' ' + String.join(" ", f.qualifiers().values()), f.text(), 0.5 * f.confidence(), "",
                f.subject(), f.provenance().trust());
    }

    Optional<Fact> get(long id) {
        return Optional.ofNullable(facts.get(id));
    }

    List<Fact> all() {
        return List.copyOf(facts.values());
    }

    /** Facts whose subject has one of these keys, by id. */
    List<Fact> ofSubjects(Collection<String> keys) {
        return of(bySubject, keys);
    }

    /** Facts whose object has one of these keys, by id. */
    List<Fact> ofObjects(Collection<String> keys) {
        return of(byObject, keys);
    }

    private List<Fact> of(Map<String, ConcurrentSkipListSet<Long>> index, Collection<String> keys) {
        return keys.stream().flatMap(key -> index.getOrDefault(key, new ConcurrentSkipListSet<>()).stream()).distinct()
                .sorted().map(facts::get).filter(Objects::nonNull).toList();
    }

    /** Whether a key is the subject or the object of a fact. */
    boolean names(String key) {
        return bySubject.containsKey(key) || byObject.containsKey(key);
    }

    int holding(Instant at) {
        return (int) facts.values().stream().filter(f -> f.holdsAt(at)).count();
    }
}
