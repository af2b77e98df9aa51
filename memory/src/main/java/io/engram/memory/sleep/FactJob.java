package io.engram.memory.sleep;

import io.engram.memory.Episode;
import io.engram.memory.Layer;
import io.engram.memory.SleepPhase;
import io.engram.memory.SleepReport;
import io.engram.memory.change.Change;
import io.engram.memory.consolidation.FactExtractor;
import io.engram.memory.semantic.Fact;
import io.engram.memory.semantic.FactDraft;
import io.engram.memory.semantic.Learned;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** New told episodes: plain statements become facts; a contradiction ends the older one's validity. */
public final class FactJob implements SleepJob {
    private static final int NEWEST = 16;

    private final Layers layers;
    private final FactExtractor extractor;
    private final List<FactDraft> stated = new ArrayList<>();

    public FactJob(Layers layers, FactExtractor extractor) {
        this.layers = layers;
        this.extractor = extractor;
    }

    @Override
    public SleepPhase phase() {
        return SleepPhase.FACTS;
    }

    @Override
    public void reset() {
        stated.clear();
    }

    @Override
    public void fold(Episode episode) {
        stated.addAll(extractor.facts(episode));
    }

    /** Facts are not counted again: what an episode said is in the facts. */
    @Override
    public void refold(Episode episode) {
        // nothing to count
    }

    @Override
    public int evidence() {
        return stated.size();
    }

    @Override
    public boolean due(int before, int after) {
        return true;
    }

    /** Facts of one chunk see each other: a contradiction within it closes in time as any other. */
    @Override
    public Supplier<List<Change>> promote(List<SleepReport.Promotion> decisions) {
        List<FactDraft> drafts = List.copyOf(stated);
        stated.clear();
        return () -> {
            Map<Long, Fact> decided = new TreeMap<>();
            for (FactDraft draft : drafts) {
                if (!layers.tombstones().allow(List.of(draft.subject(), draft.relation(), draft.object()),
                        draft.episodes())) {
                    continue;
                }
                Learned learned = layers.semantic().learn(draft, draft.provenance().trust(), layers.clock().instant(),
                        layers.ids(), decided);
                learned.fact().filter(f -> !known(f, decided)).ifPresent(fact -> {
                    decided.put(fact.id(), fact);
                    decisions.add(decision(learned.fresh() ? "fact-plain-statement" : "fact-support", fact));
                });
                learned.ended().forEach(fact -> {
                    decided.put(fact.id(), fact);
                    decisions.add(decision(!fact.believed()
                            ? "fact-refuted"
                            : fact.closedBy() == 0 ? "fact-ended" : "fact-contradicted", fact));
                });
            }
            return decided.values().stream().<Change>map(Change.FactWritten::new).toList();
        };
    }

    private boolean known(Fact fact, Map<Long, Fact> decided) {
        Optional<Fact> before = Optional.ofNullable(decided.get(fact.id()))
                .or(() -> layers.semantic().fact(fact.id()));
        return before.isPresent() && before.get().equals(fact);
    }

    private static SleepReport.Promotion decision(String rule, Fact fact) {
        return new SleepReport.Promotion(rule, Layer.SEMANTIC, fact.id(), fact.told(),
                fact.episodes().subList(Math.max(0, fact.episodes().size() - NEWEST), fact.episodes().size()),
                Map.of("support", (double) fact.support(), "confidence", fact.confidence()));
    }
}
