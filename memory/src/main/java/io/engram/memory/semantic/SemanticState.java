package io.engram.memory.semantic;

import io.engram.memory.Layer;
import io.engram.memory.Provenance;
import io.engram.memory.Situations;
import io.engram.memory.Trust;
import io.engram.memory.recall.Document;
import io.engram.memory.recall.RecallIndex;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.LongSupplier;

/**
 * Facts and regularities in the heap, with the rules for learning a fact. One writer; readers are lock-free. Internal to
 * the memory room: users see {@link SemanticMemory}.
 */
public final class SemanticState {
    private record Known(Regularity regularity, Set<String> features) {
    }

    private final RecallIndex index;
    private final ConcurrentSkipListMap<Long, Fact> facts = new ConcurrentSkipListMap<>();
    private final Map<String, ConcurrentSkipListSet<Long>> bySubject = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<Long, Known> regularities = new ConcurrentSkipListMap<>();
    private final Map<String, ConcurrentSkipListSet<Long>> byAction = new ConcurrentHashMap<>();

    public SemanticState(RecallIndex index) {
        this.index = index;
    }

    /** How names are compared: without case and extra blanks. */
    static String key(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    }

    /** The fact's new state. */
    public void apply(Fact fact) {
        Fact old = facts.put(fact.id(), fact);
        bySubject.computeIfAbsent(key(fact.subject()), k -> new ConcurrentSkipListSet<>()).add(fact.id());
        if (old != null) {
            index.remove(document(old));
        }
        if (fact.retiredAt().equals(Instant.MAX)) {
            index.add(document(fact));
        }
    }

    private static Document document(Fact f) {
        return new Document(f.id(), Layer.SEMANTIC, f.learnedAt().toEpochMilli(),
                f.text() + ' ' + String.join(" ", f.qualifiers().values()), f.text(), 0.5 * f.confidence(), "",
                f.subject(), f.provenance().trust());
    }

    /** The regularity's new state. */
    public void apply(Regularity regularity) {
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

    /** The regularity is no longer held. */
    public void drop(long id) {
        Known old = regularities.remove(id);
        if (old != null) {
            byAction.getOrDefault(old.regularity().action(), new ConcurrentSkipListSet<>()).remove(id);
            index.remove(document(old.regularity()));
        }
    }

    /** The facts that learning one writes, given what is known now: first the learned fact, then those it closes in time. */
    public List<Fact> learn(FactDraft draft, Trust evidence, Instant now, LongSupplier ids) {
        return learn(draft, evidence, now, ids, Map.of());
    }

    /**
     * The same, where some facts are decided but not applied yet.
     *
     * @param decided facts by id as they will be; they win over what is known now
     */
    public List<Fact> learn(FactDraft draft, Trust evidence, Instant now, LongSupplier ids,
            Map<Long, Fact> decided) {
        Provenance provenance = draft.provenance().atMost(evidence);
        List<Fact> closed = new ArrayList<>();
        for (Fact fact : withRelation(draft, decided)) {
            boolean open = fact.retiredAt().equals(Instant.MAX);
            if (open && key(fact.object()).equals(key(draft.object())) && overlaps(fact, draft)) {
                return List.of(supported(fact, draft, provenance));
            }
            if (open && draft.singleValued() && overlaps(fact, draft)
                    && provenance.trust().compareTo(fact.provenance().trust()) >= 0
                    && !fact.validFrom().isAfter(start(draft, now))) {
                closed.add(closedAt(fact, start(draft, now)));
            }
        }
        Fact learned = new Fact(ids.getAsLong(), draft.subject(), draft.relation(), draft.object(), draft.qualifiers(),
                draft.singleValued(), draft.confidence(), draft.validFrom(), draft.validTo(), now, Instant.MAX,
                Math.max(1, draft.episodes().size()), List.copyOf(new TreeSet<>(draft.episodes())), provenance);
        List<Fact> written = new ArrayList<>(List.of(learned));
        written.addAll(closed);
        return written;
    }

    private static Instant start(FactDraft draft, Instant now) {
        return draft.validFrom().equals(Instant.MIN) ? now : draft.validFrom();
    }

    private static boolean overlaps(Fact fact, FactDraft draft) {
        return fact.validFrom().isBefore(draft.validTo()) && draft.validFrom().isBefore(fact.validTo());
    }

    /** Each further episode takes away half of the remaining doubt; the lowest trust among the sources stays. */
    private static Fact supported(Fact fact, FactDraft draft, Provenance provenance) {
        Set<Long> episodes = new TreeSet<>(fact.episodes());
        boolean more = episodes.addAll(draft.episodes()) || draft.episodes().isEmpty();
        if (!more) {
            return fact;
        }
        int support = draft.episodes().isEmpty() ? fact.support() + 1 : Math.max(fact.support(), episodes.size());
        double confidence = 1 - (1 - fact.confidence()) * (1 - 0.5 * draft.confidence());
        Instant from = draft.validFrom().isAfter(fact.validFrom()) ? fact.validFrom() : draft.validFrom();
        return new Fact(fact.id(), fact.subject(), fact.relation(), fact.object(), fact.qualifiers(),
                fact.singleValued(), confidence, fact.validFrom().equals(Instant.MIN) ? draft.validFrom() : from,
                fact.validTo(), fact.learnedAt(), fact.retiredAt(), support, List.copyOf(episodes),
                fact.provenance().atMost(provenance.trust()));
    }

    private static Fact closedAt(Fact f, Instant end) {
        return new Fact(f.id(), f.subject(), f.relation(), f.object(), f.qualifiers(), f.singleValued(),
                f.confidence(), f.validFrom(), end, f.learnedAt(), f.retiredAt(), f.support(), f.episodes(),
                f.provenance());
    }

    private List<Fact> withRelation(FactDraft draft, Map<Long, Fact> decided) {
        Map<Long, Fact> facts = new TreeMap<>();
        withRelation(draft.subject(), draft.relation()).forEach(f -> facts.put(f.id(), f));
        decided.values().stream().filter(f -> key(f.subject()).equals(key(draft.subject()))
                && key(f.relation()).equals(key(draft.relation()))).forEach(f -> facts.put(f.id(), f));
        return List.copyOf(facts.values());
    }

    private List<Fact> withRelation(String subject, String relation) {
        return ofSubject(subject).stream().filter(f -> key(f.relation()).equals(key(relation))).toList();
    }

    private List<Fact> ofSubject(String subject) {
        return bySubject.getOrDefault(key(subject), new ConcurrentSkipListSet<>()).stream().map(facts::get)
                .filter(java.util.Objects::nonNull).toList();
    }

    public Optional<Fact> fact(long id) {
        return Optional.ofNullable(facts.get(id));
    }

    public List<Fact> allFacts() {
        return List.copyOf(facts.values());
    }

    public List<Fact> about(String subject, Instant at) {
        return ofSubject(subject).stream().filter(f -> f.holdsAt(at)).toList();
    }

    public List<Fact> history(String subject, String relation) {
        return withRelation(subject, relation).stream()
                .sorted(Comparator.comparing(Fact::validFrom).thenComparing(Fact::id)).toList();
    }

    public Optional<Regularity> regularity(long id) {
        return Optional.ofNullable(regularities.get(id)).map(Known::regularity);
    }

    public List<Regularity> regularities() {
        return regularities.values().stream().map(Known::regularity).toList();
    }

    public int regularityCount() {
        return regularities.size();
    }

    /** Regularities of the action whose condition holds; the most specific condition first, then the most probable. */
    public List<Regularity> expect(String situation, String action) {
        Set<String> features = Situations.features(situation);
        return byAction.getOrDefault(action, new ConcurrentSkipListSet<>()).stream().map(regularities::get)
                .filter(k -> k != null && features.containsAll(k.features()))
                .sorted(Comparator.comparingInt((Known k) -> -k.features().size())
                        .thenComparingDouble(k -> -k.regularity().confidence())
                        .thenComparing(k -> k.regularity().id()))
                .map(Known::regularity).toList();
    }
}
