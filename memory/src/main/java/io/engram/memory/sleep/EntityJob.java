package io.engram.memory.sleep;

import io.engram.memory.Layer;
import io.engram.memory.Provenance;
import io.engram.memory.SleepReport;
import io.engram.memory.change.Change;
import io.engram.memory.consolidation.EntityResolver;
import io.engram.memory.semantic.EntityMerge;
import io.engram.memory.semantic.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Names of new facts: those that mean one entity are joined. A merge that was undone is not proposed again. */
public final class EntityJob {
    private final Layers layers;
    private final Function<String, float[]> embed;

    /** @param embed the unit vector of a name; may block */
    public EntityJob(Layers layers, Function<String, float[]> embed) {
        this.layers = layers;
        this.embed = embed;
    }

    /** The id of the newest fact. */
    public long newest() {
        List<Fact> facts = layers.semantic().allFacts();
        return facts.isEmpty() ? 0 : facts.getLast().id();
    }

    /** How many facts are newer than {@code after}. */
    public int waiting(long after) {
        return (int) layers.semantic().allFacts().stream().filter(f -> f.id() > after).count();
    }

    /** As {@link SleepJob#promote}, for facts with an id above {@code after}. */
    public Supplier<List<Change>> promote(long after, List<SleepReport.Promotion> decisions) {
        List<EntityResolver.Proposal> proposals = new EntityResolver(layers.semantic().allFacts()).proposals(after,
                embed);
        return () -> {
            List<Change> changes = new ArrayList<>();
            Map<String, String> made = new HashMap<>();
            for (EntityResolver.Proposal p : proposals) {
                String alias = root(made, p.alias());
                String into = root(made, p.into());
                if (!alias.equals(into) && !layers.semantic().mergeDecided(p.alias(), p.into())
                        && layers.tombstones().allow(List.of(p.alias(), p.into()), List.of())) {
                    EntityMerge merge = new EntityMerge(layers.ids().getAsLong(), alias, into, p.method(), p.score(),
                            p.episodes(), layers.clock().instant(), Instant.MAX,
                            new Provenance("consolidation", "entity-" + p.method(), p.trust()));
                    made.put(alias, into);
                    changes.add(new Change.EntityMerged(merge));
                    decisions.add(new SleepReport.Promotion("entity-" + p.method(), Layer.SEMANTIC, merge.id(),
                            merge.alias() + " means " + merge.into(), p.episodes(), Map.of("score", p.score())));
                }
            }
            return changes;
        };
    }

    private String root(Map<String, String> made, String name) {
        String key = layers.semantic().resolve(name);
        while (made.containsKey(key)) {
            key = made.getOrDefault(key, key);
        }
        return key;
    }
}
