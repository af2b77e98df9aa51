package io.engram.memory;

import io.engram.memory.change.Change;
import io.engram.memory.episodic.EpisodicState;
import io.engram.memory.semantic.Fact;
import io.engram.memory.semantic.FactDraft;
import io.engram.memory.semantic.Regularity;
import io.engram.memory.semantic.SemanticMemory;
import io.engram.memory.semantic.SemanticState;
import java.time.Clock;
import java.time.Instant;
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
            List<Fact> written = state.learn(draft, episodic.lowestTrust(draft.episodes()),
                    clock.instant(), ids);
            return new MemoryWriter.Prepared<>(written.stream().<Change>map(Change.FactWritten::new).toList(), () -> {
                recorded.run();
                return written.getFirst();
            });
        });
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
