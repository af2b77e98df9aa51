package io.engram.memory.semantic;

import io.engram.memory.Layer;
import io.engram.memory.Situations;
import io.engram.memory.recall.Document;
import io.engram.memory.recall.Documents;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** Regularities by id and by action, in the heap. One writer; readers are lock-free. */
final class RegularityState {
    private record Known(Regularity regularity, Set<String> features) {
    }

    private final Documents index;
    private final ConcurrentSkipListMap<Long, Known> regularities = new ConcurrentSkipListMap<>();
    private final Map<String, ConcurrentSkipListSet<Long>> byAction = new ConcurrentHashMap<>();

    RegularityState(Documents index) {
        this.index = index;
    }

    void apply(Regularity regularity) {
        Known old = regularities.put(regularity.id(),
                new Known(regularity, Situations.features(regularity.situation())));
        byAction.computeIfAbsent(regularity.action(), k -> new ConcurrentSkipListSet<>()).add(regularity.id());
        if (old != null) {
            if (old.regularity().text().equals(regularity.text())) {
                return;
            }
            index.remove(document(old.regularity()));
        }
        index.add(document(regularity));
    }

    /** Regularities are found by words; their number and their pace would keep an embedder busy for little. */
    private static Document document(Regularity r) {
        return new Document(r.id(), Layer.SEMANTIC, r.learnedAt().toEpochMilli(), r.text(), "", 0.5, "", "self",
                r.provenance().trust());
    }

    void drop(long id) {
        Known old = regularities.remove(id);
        if (old != null) {
            byAction.getOrDefault(old.regularity().action(), new ConcurrentSkipListSet<>()).remove(id);
            index.remove(document(old.regularity()));
        }
    }

    Optional<Regularity> get(long id) {
        return Optional.ofNullable(regularities.get(id)).map(Known::regularity);
    }

    List<Regularity> all() {
        return regularities.values().stream().map(Known::regularity).toList();
    }

    int size() {
        return regularities.size();
    }

    List<Regularity> expect(String situation, String action) {
        Set<String> features = Situations.features(situation);
        return byAction.getOrDefault(action, new ConcurrentSkipListSet<>()).stream().map(regularities::get)
                .filter(k -> k != null && features.containsAll(k.features()))
                .sorted(Comparator.comparingInt((Known k) -> -k.features().size())
                        .thenComparingDouble(k -> -k.regularity().confidence())
                        .thenComparing(k -> k.regularity().id()))
                .map(Known::regularity).toList();
    }
}
