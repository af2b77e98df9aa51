package io.engram.memory.semantic;

import io.engram.memory.Provenance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * The rules by which a statement meets what is known of its subject and relation. Pure.
 *
 * <p>Implementation note. Time in the world is a line per subject and relation. Under a relation that holds one value at a
 * time, a statement ends the facts that hold where it starts, and ends itself where a later one starts, so that the order in
 * which statements are learned does not matter. A statement never ends a fact of higher trust: both stand then.
 */
final class Learning {
    private final UnaryOperator<String> entity;

    /** @param entity the key of the entity that a name means */
    Learning(UnaryOperator<String> entity) {
        this.entity = entity;
    }

    Learned learn(FactDraft draft, Provenance provenance, List<Fact> known, Instant now, LongSupplier ids) {
        return switch (draft.polarity()) {
            case AFFIRMS, DENIES -> assertion(draft, provenance, known, now, ids);
            case ENDS -> new Learned(Optional.empty(), false, known.stream()
                    .filter(f -> contradictable(f, draft, provenance) && !f.negated() && same(f.object(), draft))
                    .map(f -> f.closedAt(start(draft, now), 0, evidence(draft))).toList());
            case REFUTES -> new Learned(Optional.empty(), false, known.stream()
                    .filter(f -> f.believed() && trusted(f, provenance) && !f.negated() && same(f.object(), draft))
                    .map(f -> f.retired(now, evidence(draft))).toList());
        };
    }

    private Learned assertion(FactDraft draft, Provenance provenance, List<Fact> known, Instant now,
            LongSupplier ids) {
        boolean negated = draft.polarity() == FactDraft.Polarity.DENIES;
        for (Fact fact : known) {
            if (fact.believed() && fact.negated() == negated
                    && overlaps(fact, draft.validFrom(), draft.validTo())
                    && EntityNames.key(fact.subject()).equals(EntityNames.key(draft.subject()))
                    && EntityNames.key(fact.object()).equals(EntityNames.key(draft.object()))) {
                return new Learned(Optional.of(supported(fact, draft, provenance)), false, List.of());
            }
        }
        Fact learned = fact(draft, provenance, negated, known, now, ids.getAsLong());
        List<Fact> ended = new ArrayList<>();
        for (Fact fact : known) {
            if (fact.believed() && trusted(fact, provenance) && overlaps(fact, learned.validFrom(), learned.validTo())
                    && !fact.validFrom().isAfter(begin(learned, now)) && contradicts(learned, fact)) {
                ended.add(fact.closedAt(begin(learned, now), learned.id(), 0));
            }
        }
        return new Learned(Optional.of(closedByLater(learned, known)), true, ended);
    }

    /**
     * A new fact. What was said later is right about the present: if it says that it began before something else was merely
     * seen to hold, it began after that, so when it was said.
     */
    private Fact fact(FactDraft draft, Provenance provenance, boolean negated, List<Fact> known, Instant now, long id) {
        boolean stated = draft.said().isAfter(draft.validFrom()) && !draft.validFrom().equals(Instant.MIN);
        Fact fact = new Fact(id, draft.subject(), draft.relation(), draft.object(), draft.qualifiers(),
                draft.singleValued(), draft.confidence(), draft.validFrom(), draft.validTo(), now, Instant.MAX,
                Math.max(1, draft.episodes().size()), List.copyOf(new TreeSet<>(draft.episodes())), provenance, negated,
                0, 0, draft.validTo(), stated);
        boolean late = stated && known.stream().anyMatch(f -> f.believed() && !f.startStated()
                && f.validFrom().isAfter(draft.validFrom()) && !f.validFrom().isAfter(draft.said())
                && draft.validTo().isAfter(draft.said()) && contradicts(fact, f));
        return late
                ? fact.supportedBy(fact.episodes(), fact.support(), fact.confidence(), draft.said(), false, provenance)
                : fact;
    }

    private static Instant begin(Fact fact, Instant now) {
        return fact.validFrom().equals(Instant.MIN) ? now : fact.validFrom();
    }

    /** The fact as it is on a line of others: ended by the first later one that contradicts it, if any. */
    Fact closedByLater(Fact fact, List<Fact> line) {
        return line.stream().filter(other -> other.id() != fact.id() && other.believed()
                && other.validFrom().isAfter(fact.validFrom()) && other.validFrom().isBefore(fact.statedUntil())
                && other.provenance().trust().compareTo(fact.provenance().trust()) >= 0 && contradicts(other, fact))
                .min(Comparator.comparing(Fact::validFrom).thenComparing(Fact::id))
                .map(other -> fact.closedAt(other.validFrom(), other.id(), 0)).orElse(fact);
    }

    /** Whether two facts of one entity and relation cannot hold together. */
    private boolean contradicts(Fact one, Fact other) {
        boolean sameValue = entity.apply(one.object()).equals(entity.apply(other.object()));
        if (one.negated() != other.negated()) {
            return sameValue;
        }
        return !one.negated() && one.singleValued() && !sameValue;
    }

    private static boolean contradictable(Fact fact, FactDraft draft, Provenance provenance) {
        return fact.believed() && overlaps(fact, draft.validFrom(), draft.validTo()) && trusted(fact, provenance)
                && !fact.validFrom().isAfter(draft.validFrom().equals(Instant.MIN) ? Instant.MAX : draft.validFrom());
    }

    private static boolean trusted(Fact fact, Provenance provenance) {
        return provenance.trust().compareTo(fact.provenance().trust()) >= 0;
    }

    private boolean same(String object, FactDraft draft) {
        return draft.object().equals(ANY) || entity.apply(object).equals(entity.apply(draft.object()));
    }

    /** The object of a statement that ends whatever value there is. */
    static final String ANY = "*";

    private static long evidence(FactDraft draft) {
        return draft.episodes().isEmpty() ? 0 : draft.episodes().getLast();
    }

    static Instant start(FactDraft draft, Instant now) {
        return draft.validFrom().equals(Instant.MIN) ? now : draft.validFrom();
    }

    private static boolean overlaps(Fact fact, Instant from, Instant until) {
        return fact.validFrom().isBefore(until) && from.isBefore(fact.validTo());
    }

    /** Each further episode takes away half of the remaining doubt; the lowest trust among the sources stays. */
    private static Fact supported(Fact fact, FactDraft draft, Provenance provenance) {
        Set<Long> episodes = new TreeSet<>(fact.episodes());
        boolean more = episodes.addAll(draft.episodes()) || draft.episodes().isEmpty();
        if (!more) {
            return fact;
        }
        int support = draft.episodes().isEmpty() ? fact.support() + 1 : Math.max(fact.support(), episodes.size());
        Instant from = fact.validFrom().equals(Instant.MIN)
                || (draft.validFrom().isBefore(fact.validFrom()) && !draft.validFrom().equals(Instant.MIN))
                        ? draft.validFrom()
                        : fact.validFrom();
        return fact.supportedBy(List.copyOf(episodes), support, moreSure(fact.confidence(), draft.confidence()), from,
                fact.startStated() || draft.said().isAfter(draft.validFrom()),
                fact.provenance().atMost(provenance.trust()));
    }

    /** Confidence after one more episode of a confidence of its own. */
    static double moreSure(double confidence, double episode) {
        return 1 - (1 - confidence) * (1 - 0.5 * episode);
    }
}
