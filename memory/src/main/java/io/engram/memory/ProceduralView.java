package io.engram.memory;

import io.engram.memory.change.Change;
import io.engram.memory.procedural.ProceduralMemory;
import io.engram.memory.procedural.ProceduralState;
import io.engram.memory.procedural.Skill;
import io.engram.memory.procedural.SkillFile;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/** Procedural memory as users see it: reads the state, writes through the writer. */
record ProceduralView(Clock clock, ProceduralState state, MemoryWriter writer, LongSupplier ids)
        implements
            ProceduralMemory {
    @Override
    public CompletableFuture<Optional<Skill>> reportUse(long id, boolean succeeded, double cost) {
        if (!(cost >= 0) || Double.isInfinite(cost)) {
            throw new IllegalArgumentException("cost must be finite and at least 0, was " + cost);
        }
        return writer.submit(true, () -> {
            Optional<Skill> after = state.skill(id)
                    .map(s -> ProceduralState.used(s, succeeded, cost, clock.instant()));
            return new MemoryWriter.Prepared<>(after.stream().<Change>map(Change.SkillWritten::new).toList(),
                    () -> after);
        });
    }

    @Override
    public CompletableFuture<Skill> adopt(String source, String text) {
        return writer.submit(true, () -> {
            Skill skill = SkillFile.read(source, text, ids.getAsLong(), clock.instant());
            return new MemoryWriter.Prepared<>(List.of(new Change.SkillWritten(skill)), () -> skill);
        });
    }

    @Override
    public List<Skill> applicable(String situation) {
        return state.applicable(situation);
    }

    @Override
    public Optional<Skill> skill(long id) {
        return state.skill(id);
    }

    @Override
    public List<Skill> skills() {
        return state.active();
    }

    @Override
    public List<Skill> all() {
        return state.all();
    }
}
