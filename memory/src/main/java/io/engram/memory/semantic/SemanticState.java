package io.engram.memory.semantic;

import io.engram.memory.Provenance;
import io.engram.memory.Trust;
import io.engram.memory.recall.Documents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Facts, entities and regularities, with the rules for learning. One writer; readers are lock-free. Internal to the memory
 * room: users see {@link SemanticMemory}.
 */
public final class SemanticState {
    private final FactState facts;
    private final RegularityState regularities;
    private final Entities entities = new Entities();
    private final Learning learning = new Learning(entities::resolve);
    private final Associations associations;

    public SemanticState(Documents index) {
        this.facts = new FactState(index);
        this.regularities = new RegularityState(index);
        this.associations = new SpreadingActivation(facts, entities);
    }

    /** The fact's new state. */
    public void apply(Fact fact) {
        facts.apply(fact);
    }

    /** The regularity's new state. */
    public void apply(Regularity regularity) {
        regularities.apply(regularity);
    }

    /** The merge's new state. */
    public void apply(EntityMerge merge) {
        entities.apply(merge);
    }

    /** The regularity is no longer held. */
    public void drop(long id) {
        regularities.drop(id);
    }

    /** The fact is no longer known. */
    public void dropFact(long id) {
        facts.drop(id);
    }

    /** The merge of names is forgotten, as if it had never been made. */
    public void dropMerge(long id) {
        entities.drop(id);
    }

    /** What learning a statement writes, given what is known now. */
    public Learned learn(FactDraft draft, Trust evidence, Instant now, LongSupplier ids) {
        return learn(draft, evidence, now, ids, Map.of());
    }

    /**
     * The same, where some facts are decided but not applied yet.
     *
     * @param decided facts by id as they will be; they win over what is known now
     */
    public Learned learn(FactDraft draft, Trust evidence, Instant now, LongSupplier ids, Map<Long, Fact> decided) {
        Provenance provenance = draft.provenance().atMost(evidence);
        return learning.learn(draft, provenance, line(entities, draft.subject(), draft.relation(), decided), now, ids);
    }

    /** Facts of one entity and relation, by id. */
    private List<Fact> line(Entities by, String subject, String relation, Map<Long, Fact> decided) {
        String entity = by.resolve(subject);
        String key = EntityNames.key(relation);
        Map<Long, Fact> line = new TreeMap<>();
        facts.ofSubjects(by.names(entity)).forEach(f -> line.put(f.id(), f));
        decided.values().stream().filter(f -> by.resolve(f.subject()).equals(entity))
                .forEach(f -> line.put(f.id(), f));
        return line.values().stream().filter(f -> EntityNames.key(f.relation()).equals(key)).toList();
    }

    /**
     * The fact as it would be if only facts other than these were known and nothing but them closed it.
     *
     * @param without ids of facts to leave out
     */
    public Fact settled(Fact fact, Set<Long> without) {
        List<Fact> line = line(entities, fact.subject(), fact.relation(), Map.of()).stream()
                .filter(f -> !without.contains(f.id())).toList();
        return learning.closedByLater(fact.reopened(), line);
    }

    /** What undoing a merge writes: the merge, undone, and facts that only names it joined had closed. */
    public Optional<Unmerged> unmerge(long id, Instant now) {
        return entities.merge(id).filter(EntityMerge::holds).map(merge -> {
            EntityMerge undone = merge.undone(now);
            Entities apart = entities.with(undone);
            Learning rules = new Learning(apart::resolve);
            List<Fact> reopened = new ArrayList<>();
            for (Fact fact : facts.all()) {
                Optional<Fact> by = fact.closedBy() == 0 ? Optional.empty() : facts.get(fact.closedBy());
                if (by.isPresent()
                        && !apart.resolve(by.get().subject()).equals(apart.resolve(fact.subject()))) {
                    reopened.add(rules.closedByLater(fact.reopened(),
                            line(apart, fact.subject(), fact.relation(), Map.of())));
                }
            }
            return new Unmerged(undone, reopened);
        });
    }

    /** What undoing a merge writes. */
    public record Unmerged(EntityMerge merge, List<Fact> reopened) {
        public Unmerged {
            reopened = List.copyOf(reopened);
        }
    }

    public Optional<Fact> fact(long id) {
        return facts.get(id);
    }

    public List<Fact> allFacts() {
        return facts.all();
    }

    /** How many facts hold at a time. */
    public int holding(Instant at) {
        return facts.holding(at);
    }

    public List<Fact> about(String subject, Instant at) {
        return facts.ofSubjects(entities.names(subject)).stream().filter(f -> f.holdsAt(at)).toList();
    }

    public List<Fact> history(String subject, String relation) {
        return line(entities, subject, relation, Map.of()).stream()
                .sorted(Comparator.comparing(Fact::validFrom).thenComparing(Fact::id)).toList();
    }

    /** The key of the entity that a name means. */
    public String resolve(String name) {
        return entities.resolve(name);
    }

    /** All names of the entity that a name means, as keys. */
    public List<String> names(String name) {
        return List.copyOf(entities.names(name));
    }

    /** Whether two names were ever merged, even if that was undone. */
    public boolean mergeDecided(String one, String other) {
        return entities.decided(one, other);
    }

    public List<EntityMerge> merges() {
        return entities.all();
    }

    /** What a text brings to mind over the graph of facts. */
    public Associations associations() {
        return associations;
    }

    public Optional<Regularity> regularity(long id) {
        return regularities.get(id);
    }

    public List<Regularity> regularities() {
        return regularities.all();
    }

    public int regularityCount() {
        return regularities.size();
    }

    public List<Regularity> expect(String situation, String action) {
        return regularities.expect(situation, action);
    }
}
