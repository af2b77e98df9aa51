package io.engram.agent.learning;

import io.engram.agent.learning.LearnedAdapter.Learned;
import io.engram.inference.curriculum.AdapterTraining;
import io.engram.inference.curriculum.KnownFact;
import io.engram.memory.AgentMemory;
import io.engram.memory.semantic.Fact;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Lets the model of an agent learn the facts of its memory by heart. */
public final class FactLearner {
    /** Of more facts, only the latest are learned: an adapter holds a few hundred words. */
    public static final int MOST_FACTS = 64;

    private FactLearner() {
    }

    /**
     * Trains on the facts that hold now and adopts the result if it passes. Blocks for minutes.
     *
     * @param model
     *            a file that can be trained
     * @param now
     *            the time at which facts must hold
     * @param progress
     *            hears a line now and then
     * @return empty if there is nothing to learn that the adapter in force does not know
     * @throws io.engram.inference.ModelFormatException
     *             if the model cannot be trained
     * @throws IOException
     *             if a file cannot be read or written; what was in force stays so
     */
    public static Optional<AdapterTraining.Outcome> learn(AgentMemory memory, Path model, AdapterShelf shelf,
            AdapterTraining.Options options, Instant now, Consumer<String> progress) throws IOException {
        shelf.dropStale(memory, now);
        List<Fact> facts = facts(memory, now);
        List<Learned> learned = facts.stream().map(f -> new Learned(f.id(), f.text())).toList();
        String fingerprint = AdapterShelf.fingerprint(model);
        boolean known = shelf.record().filter(r -> r.model().equals(fingerprint) && r.facts().equals(learned))
                .isPresent();
        if (facts.isEmpty() || known) {
            return Optional.empty();
        }
        AdapterTraining.Outcome outcome = AdapterTraining.run(model,
                facts.stream().map(FactLearner::known).toList(), options, shelf.next(), progress);
        if (outcome.adopted()) {
            shelf.adopt(new LearnedAdapter(fingerprint, now.toString(), learned, outcome));
        }
        return Optional.of(outcome);
    }

    /** The latest facts that hold and that the model has words for, oldest first. */
    private static List<Fact> facts(AgentMemory memory, Instant now) {
        List<Fact> all = memory.semantic().facts().stream()
                .filter(f -> f.holdsAt(now) && !f.negated() && AdapterTraining.learnable(known(f))).toList();
        return all.subList(Math.max(0, all.size() - MOST_FACTS), all.size());
    }

    private static KnownFact known(Fact f) {
        return new KnownFact(f.subject(), f.relation(), f.object());
    }
}
