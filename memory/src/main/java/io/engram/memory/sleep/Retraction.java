package io.engram.memory.sleep;

import io.engram.memory.Episode;
import io.engram.memory.Trust;
import io.engram.memory.change.Change;
import io.engram.memory.consolidation.RegularityMiner;
import io.engram.memory.consolidation.SkillMiner;
import io.engram.memory.procedural.Skill;
import io.engram.memory.semantic.EntityMerge;
import io.engram.memory.semantic.Fact;
import io.engram.memory.semantic.FactDraft;
import io.engram.memory.semantic.Regularity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * What follows for derived records when episodes go: each is either derived again from what remains, or dropped.
 *
 * <p><b>How to use it.</b> {@link #recount} first, on any thread, while nothing but the writer's small changes can happen to the
 * episodes that sleep has gone through (the caller holds the lock of sleep and forgetting): it reads all of them, which appends
 * must not wait for. Then, on the writer thread and before the episodes leave the state, journal {@link #plan} in one record
 * together with the change that removes the episodes, and let the sleeper forget its counts. Afterwards no derived record rests
 * on an episode that is gone:
 * <ul>
 * <li>a fact without remaining episodes is dropped; one that keeps some is supported by those only, with their lowest trust;
 * facts that it, or an episode that goes, had closed or refuted hold again, unless another one closes them;
 * <li>regularities and skills that counted an episode that goes are counted again over what remains, and dropped if the rules
 * would not promote them any more;
 * <li>merges of names that were stated in episodes that go are undone and forgotten, see {@link #merges}.
 * </ul>
 * Facts that were learned without an episode stay; drop them by id with {@link Change.FactDropped}.
 */
public final class Retraction {
    private final Layers layers;
    private final Set<Long> gone;
    private final LongFunction<Trust> trustOf;

    /**
     * @param gone ids of the episodes that go
     * @param trustOf the trust of a remaining episode
     */
    public Retraction(Layers layers, Set<Long> gone, LongFunction<Trust> trustOf) {
        this.layers = layers;
        this.gone = Set.copyOf(gone);
        this.trustOf = trustOf;
    }

    /** What the rules find over the episodes that remain, and which derived records that may change. */
    public static final class Recount {
        private final Map<String, RegularityMiner.Finding> regularities = new HashMap<>();
        private final Map<String, SkillMiner.Finding> skills = new HashMap<>();
        private final Set<String> actions = new HashSet<>();
        /** Skills that were looked at, and those of them that an episode that goes shows. */
        private final Set<Long> weighed = new HashSet<>();
        private final Set<Long> shown = new HashSet<>();

        private Recount() {
        }
    }

    /**
     * Counts lived episodes again. Any thread.
     *
     * @param leaving the episodes that go
     * @param remaining hands each remaining episode that sleep has gone through to a consumer, in order of id; called at most
     *            once, and only if a lived episode goes
     */
    public Recount recount(Collection<Episode> leaving, Consumer<Consumer<Episode>> remaining) {
        Recount recount = new Recount();
        if (leaving.stream().anyMatch(Episode::lived)) {
            RegularityMiner regularities = new RegularityMiner();
            SkillMiner skills = new SkillMiner();
            remaining.accept(episode -> {
                if (!gone.contains(episode.id())) {
                    regularities.fold(episode);
                    skills.fold(episode);
                }
            });
            regularities.findings().forEach(f -> recount.regularities.put(f.key(), f));
            skills.findings(Integer.MAX_VALUE).forEach(f -> recount.skills.put(f.key(), f));
            leaving.forEach(e -> e.steps().forEach(step -> recount.actions.add(step.action())));
            for (Skill skill : layers.procedural().all()) {
                recount.weighed.add(skill.id());
                if (shows(leaving, skill)) {
                    recount.shown.add(skill.id());
                }
            }
        }
        return recount;
    }

    private static boolean shows(Collection<Episode> leaving, Skill skill) {
        return leaving.stream().anyMatch(e -> SkillMiner.shows(e, skill));
    }

    /**
     * Everything that changes. Writer thread.
     *
     * @param leaving the episodes that go
     * @param recount of the same episodes
     */
    public List<Change> plan(Collection<Episode> leaving, Recount recount) {
        List<Change> changes = new ArrayList<>(facts());
        merges().forEach(merge -> changes.add(new Change.EntityMerged(merge)));
        if (leaving.stream().anyMatch(Episode::lived)) {
            changes.addAll(regularities(recount));
            changes.addAll(skills(leaving, recount));
        }
        return changes;
    }

    /** Facts to drop, to support by less and to reopen. */
    public List<Change> facts() {
        Set<Long> dropped = new HashSet<>();
        Map<Long, Fact> rewritten = new TreeMap<>();
        for (Fact fact : layers.semantic().allFacts()) {
            List<Long> rest = fact.episodes().stream().filter(e -> !gone.contains(e)).toList();
            if (!fact.episodes().isEmpty() && rest.isEmpty()) {
                dropped.add(fact.id());
            } else if (rest.size() < fact.episodes().size()) {
                rewritten.put(fact.id(), onRest(fact, rest));
            }
        }
        for (Fact fact : layers.semantic().allFacts()) {
            boolean closed = dropped.contains(fact.closedBy()) || (fact.believed() && gone.contains(fact.closedIn()));
            if (!dropped.contains(fact.id()) && closed) {
                rewritten.put(fact.id(), layers.semantic().settled(rewritten.getOrDefault(fact.id(), fact), dropped));
            } else if (!dropped.contains(fact.id()) && !fact.believed() && gone.contains(fact.closedIn())) {
                Fact back = rewritten.getOrDefault(fact.id(), fact).retired(java.time.Instant.MAX, 0);
                rewritten.put(fact.id(), layers.semantic().settled(back, dropped));
            }
        }
        List<Change> changes = new ArrayList<>();
        dropped.stream().sorted().forEach(id -> changes.add(new Change.FactDropped(id)));
        rewritten.values().forEach(fact -> changes.add(new Change.FactWritten(fact)));
        return changes;
    }

    private Fact onRest(Fact fact, List<Long> rest) {
        Trust trust = rest.stream().map(trustOf::apply).reduce(Trust.OPERATOR, Trust::lowest);
        var provenance = new io.engram.memory.Provenance(fact.provenance().source(), fact.provenance().writer(), trust);
        return fact.supportedBy(rest, rest.size(), FactDraft.confidence(trust, rest.size()), fact.validFrom(),
                fact.startStated(), provenance);
    }

    /** Merges that were stated in episodes that go, undone. */
    public List<EntityMerge> merges() {
        return layers.semantic().merges().stream()
                .filter(m -> m.holds() && !m.episodes().isEmpty() && gone.containsAll(m.episodes()))
                .map(m -> m.undone(layers.clock().instant())).toList();
    }

    private List<Change> regularities(Recount recount) {
        List<Change> changes = new ArrayList<>();
        for (Regularity old : layers.semantic().regularities()) {
            if (recount.actions.contains(old.action())) {
                RegularityMiner.Finding f = recount.regularities.get(RegularityJob.key(old));
                changes.add(f == null
                        ? new Change.RegularityDropped(old.id())
                        : new Change.RegularityWritten(RegularityJob.written(f, old.id(), old.learnedAt())));
            }
        }
        return changes;
    }

    private List<Change> skills(Collection<Episode> leaving, Recount recount) {
        List<Change> changes = new ArrayList<>();
        for (Skill old : layers.procedural().all()) {
            boolean shown = recount.weighed.contains(old.id())
                    ? recount.shown.contains(old.id())
                    : shows(leaving, old); // an application taught it meanwhile
            if (shown) {
                SkillMiner.Finding f = recount.skills.get(SkillMiner.key(old.channel(), old.actions()));
                changes.add(f == null
                        ? new Change.SkillDropped(old.id())
                        : new Change.SkillWritten(
                                SkillJob.written(f, old, old.id(), old.lastUsed()).withStatus(old.status())));
            }
        }
        return changes;
    }
}
