package io.engram.memory;

import io.engram.memory.change.Change;
import io.engram.memory.episodic.EpisodicState;
import io.engram.memory.semantic.Associations;
import io.engram.memory.semantic.EntityMerge;
import io.engram.memory.semantic.Fact;
import io.engram.memory.semantic.FactDraft;
import io.engram.memory.semantic.Learned;
import io.engram.memory.semantic.Regularity;
import io.engram.memory.semantic.SemanticMemory;
import io.engram.memory.semantic.SemanticState;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/** Semantic memory as users see it: reads the state, writes through the writer. */
record SemanticView(Clock clock, SemanticState state, EpisodicState episodic, MemoryWriter writer, LongSupplier ids,
        Runnable recorded) implements SemanticMemory {
    @Override
    public CompletableFuture<Fact> learn(FactDraft draft) {
        return writer.submit(true, () -> {
            Learned learned = state.learn(draft, episodic.lowestTrust(draft.episodes()), clock.instant(), ids);
            List<Fact> written = learned.written();
            if (written.isEmpty()) {
                throw new MemoryException("nothing is known of " + draft.subject() + ' ' + draft.relation() + ' '
                        + draft.object() + " that the statement could end");
            }
            return new MemoryWriter.Prepared<>(written.stream().<Change>map(Change.FactWritten::new).toList(), () -> {
                recorded.run();
                return written.getFirst();
            });
        });
    }

    @Override
    public List<EntityMerge> merges() {
        return state.merges();
    }

    @Override
    public List<String> names(String name) {
        return state.names(name);
    }

    @Override
    public CompletableFuture<EntityMerge> merge(String alias, String into) {
        Checks.notBlank("alias", alias);
        Checks.notBlank("into", into);
        return writer.submit(true, () -> {
            if (state.resolve(alias).equals(state.resolve(into))) {
                throw new MemoryException('"' + alias + "\" and \"" + into + "\" mean one entity already");
            }
            EntityMerge merge = new EntityMerge(ids.getAsLong(), state.resolve(alias), state.resolve(into), "request",
                    1,
                    List.of(), clock.instant(), Instant.MAX, new Provenance("request", "user", Trust.PERSON));
            return new MemoryWriter.Prepared<>(List.of(new Change.EntityMerged(merge)), () -> merge);
        });
    }

    @Override
    public CompletableFuture<Boolean> unmerge(long id) {
        return writer.submit(true, () -> {
            List<Change> changes = new ArrayList<>();
            state.unmerge(id, clock.instant()).ifPresent(unmerged -> {
                changes.add(new Change.EntityMerged(unmerged.merge()));
                unmerged.reopened().forEach(fact -> changes.add(new Change.FactWritten(fact)));
            });
            return new MemoryWriter.Prepared<>(changes, () -> !changes.isEmpty());
        });
    }

    @Override
    public Associations associations() {
        return state.associations();
    }

    @Override
    public Optional<Fact> fact(long id) {
        return state.fact(id);
    }

    @Override
    public List<Fact> facts() {
        Instant now = clock.instant();
        return state.allFacts().stream().filter(f -> f.holdsAt(now)).toList();
    }

    @Override
    public List<Fact> about(String subject, Instant at) {
        return state.about(subject, at);
    }

    @Override
    public List<Fact> history(String subject, String relation) {
        return state.history(subject, relation);
    }

    @Override
    public Optional<Regularity> regularity(long id) {
        return state.regularity(id);
    }

    @Override
    public List<Regularity> regularities() {
        return state.regularities();
    }

    @Override
    public List<Regularity> expect(String situation, String action) {
        return state.expect(situation, action);
    }
}
