package io.engram.memory;

import io.engram.memory.change.Change;
import io.engram.memory.forgetting.ForgetReport;
import io.engram.memory.forgetting.ForgetRequest;
import io.engram.memory.forgetting.ValueTombstones;
import io.engram.memory.procedural.Skill;
import io.engram.memory.semantic.EntityMerge;
import io.engram.memory.semantic.Fact;
import io.engram.memory.semantic.Regularity;
import io.engram.memory.sleep.Layers;
import io.engram.memory.sleep.Retraction;
import io.engram.memory.working.WorkingItem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Works out what a forgetting removes: the chosen records and everything that rests on them alone. Writes nothing itself.
 *
 * <p>{@link #choose} and {@link #weigh} read every episode and run on the caller's thread, so that appends do not wait for them;
 * {@link #plan} runs on the writer thread, over the state as it is when the removal is journalled.
 */
final class Forgetter {
    private static final int CHUNK = 512;

    /** What was chosen directly, by id. */
    record Choice(Set<Long> episodes, Set<Long> facts, Set<Long> regularities, Set<Long> skills, Set<Long> working,
            Set<Long> merges) {
        Choice() {
            this(new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
        }
    }

    /** A choice with the episodes that go and what remains counted again. */
    record Weighed(Choice choice, Map<Long, Episode> episodes, Retraction retraction, Retraction.Recount recount) {
    }

    /** The changes that remove it, and what they amount to; no changes where nothing is to be removed. */
    record Plan(List<Change> changes, List<ForgetReport.Item> items, List<ForgetReport.Item> changed) {
    }

    private final MemoryState state;
    private final Layers layers;

    Forgetter(MemoryState state, Layers layers) {
        this.state = state;
        this.layers = layers;
    }

    /** @param alike ids of episodes and facts that are like the text asked for, see {@link ForgetRequest#matching} */
    Choice choose(ForgetRequest request, Set<Long> alike) {
        Choice choice = new Choice();
        ForgetCriteria criteria = new ForgetCriteria(request, alike,
                request.subject().map(state.semantic::names).orElse(List.of()));
        if (request.isByIdOnly()) {
            request.ids().forEach(id -> state.episodic.get(id).ifPresent(e -> choice.episodes().add(id)));
        } else {
            long after = 0;
            List<Episode> chunk = state.episodic.after(after, CHUNK);
            while (!chunk.isEmpty()) {
                chunk.stream().filter(criteria::accepts).forEach(e -> choice.episodes().add(e.id()));
                after = chunk.getLast().id();
                chunk = state.episodic.after(after, CHUNK);
            }
        }
        for (Fact fact : state.semantic.allFacts()) {
            if (criteria.accepts(fact)) {
                choice.facts().add(fact.id());
                if (!request.keepEvidence()) {
                    choice.episodes().addAll(fact.episodes());
                }
            }
        }
        state.semantic.regularities().stream().filter(criteria::accepts)
                .forEach(r -> choice.regularities().add(r.id()));
        state.procedural.all().stream().filter(criteria::accepts).forEach(s -> choice.skills().add(s.id()));
        state.semantic.merges().stream().filter(criteria::accepts).forEach(m -> choice.merges().add(m.id()));
        state.working.items().stream().filter(criteria::accepts).forEach(w -> choice.working().add(w.id()));
        return choice;
    }

    /** On the caller's thread, which keeps sleep away: else what remains may have changed when it is planned. */
    Weighed weigh(Choice choice) {
        Map<Long, Episode> episodes = new TreeMap<>();
        choice.episodes().forEach(id -> state.episodic.get(id).ifPresent(e -> episodes.put(id, e)));
        Retraction retraction = new Retraction(layers, episodes.keySet(), this::trustOf);
        return new Weighed(choice, episodes, retraction, retraction.recount(episodes.values(), this::remaining));
    }

    /** On the writer thread. */
    Plan plan(Weighed weighed) {
        Choice choice = weighed.choice();
        Map<Long, Episode> episodes = weighed.episodes();
        List<Change> derived = new ArrayList<>(weighed.retraction().plan(episodes.values(), weighed.recount()));
        alsoDropFacts(choice.facts(), derived);
        Set<Long> dropped = dropped(derived);
        state.semantic.regularities().stream().map(Regularity::id).filter(choice.regularities()::contains)
                .forEach(dropped::add);
        state.procedural.all().stream().map(Skill::id).filter(choice.skills()::contains).forEach(dropped::add);
        List<WorkingItem> leaving = leaving(choice.working(), episodes.values());
        List<EntityMerge> unnamed = state.semantic.merges().stream().filter(m -> choice.merges().contains(m.id())
                || (!m.episodes().isEmpty() && episodes.keySet().containsAll(m.episodes()))).toList();
        Set<Long> gone = new TreeSet<>(dropped);
        gone.addAll(episodes.keySet());
        leaving.forEach(item -> gone.add(item.id()));
        unnamed.forEach(merge -> gone.add(merge.id()));
        List<ForgetReport.Item> items = items(episodes.values(), dropped, leaving, unnamed);
        List<Change> kept = derived.stream().filter(change -> !isDrop(change) && !gone.contains(idOf(change)))
                .toList();
        if (gone.isEmpty()) {
            return new Plan(List.of(), items, List.of());
        }
        List<Change> changes = new ArrayList<>();
        byte[] key = ValueTombstones.newKey();
        changes.add(new Change.Forgotten(layers.clock().instant(), List.copyOf(gone), state.nextId(), key,
                values(key, episodes.values(), dropped, choice)));
        changes.addAll(kept);
        return new Plan(changes, items, kept.stream().map(Forgetter::item).filter(Objects::nonNull).toList());
    }

    private Trust trustOf(long episode) {
        return state.episodic.lowestTrust(List.of(episode));
    }

    private void remaining(Consumer<Episode> consumer) {
        long slept = Math.max(state.watermarks.getOrDefault(SleepPhase.REGULARITIES, 0L),
                state.watermarks.getOrDefault(SleepPhase.SKILLS, 0L));
        long after = 0;
        while (after < slept) {
            List<Episode> chunk = state.episodic.after(after, CHUNK);
            chunk.stream().filter(e -> e.id() <= slept).forEach(consumer);
            after = chunk.isEmpty() ? slept : chunk.getLast().id();
        }
    }

    /** Facts that were chosen themselves, beside those whose evidence goes; what they had ended holds again. */
    private void alsoDropFacts(Set<Long> chosen, List<Change> derived) {
        Set<Long> dropped = dropped(derived);
        Set<Long> further = new TreeSet<>(chosen);
        further.removeAll(dropped);
        dropped.addAll(further);
        for (long id : further) {
            derived.removeIf(change -> change instanceof Change.FactWritten f && f.fact().id() == id);
            state.semantic.fact(id).ifPresent(fact -> derived.add(new Change.FactDropped(id)));
        }
        for (Fact fact : state.semantic.allFacts()) {
            if (further.contains(fact.closedBy()) && !dropped.contains(fact.id())) {
                derived.add(new Change.FactWritten(state.semantic.settled(fact, dropped)));
            }
        }
    }

    /** Items chosen themselves, and those that hold or led to an episode that goes. */
    private List<WorkingItem> leaving(Set<Long> chosen, Collection<Episode> episodes) {
        Set<Long> ids = new HashSet<>();
        Set<String> texts = new HashSet<>();
        episodes.forEach(e -> {
            ids.add(e.id());
            texts.add(e.text());
        });
        return state.working.items().stream().filter(item -> chosen.contains(item.id()) || ids.contains(item.episode())
                || texts.contains(item.text())).toList();
    }

    private static Set<Long> dropped(List<Change> changes) {
        Set<Long> dropped = new TreeSet<>();
        changes.stream().filter(Forgetter::isDrop).forEach(change -> dropped.add(idOf(change)));
        return dropped;
    }

    private static boolean isDrop(Change change) {
        return change instanceof Change.FactDropped || change instanceof Change.RegularityDropped
                || change instanceof Change.SkillDropped;
    }

    private static long idOf(Change change) {
        return switch (change) {
            case Change.FactDropped c -> c.id();
            case Change.RegularityDropped c -> c.id();
            case Change.SkillDropped c -> c.id();
            case Change.FactWritten c -> c.fact().id();
            case Change.RegularityWritten c -> c.regularity().id();
            case Change.SkillWritten c -> c.skill().id();
            case Change.EntityMerged c -> c.merge().id();
            default -> 0;
        };
    }

    private List<Long> values(byte[] key, Collection<Episode> episodes, Set<Long> dropped, Choice choice) {
        Set<Long> values = new TreeSet<>();
        episodes.forEach(e -> values.add(ValueTombstones.hash(key, List.of(e.text()))));
        state.semantic.allFacts().stream().filter(f -> dropped.contains(f.id())).forEach(
                f -> values.add(ValueTombstones.hash(key, List.of(f.subject(), f.relation(), f.object()))));
        // What was dropped only because its evidence went may be found again in other evidence; what was chosen may not.
        state.semantic.regularities().stream().filter(r -> choice.regularities().contains(r.id())).forEach(
                r -> values.add(ValueTombstones.hash(key, List.of(r.situation(), r.action(), r.outcome()))));
        state.procedural.all().stream().filter(s -> choice.skills().contains(s.id()))
                .forEach(s -> values.add(ValueTombstones.hash(key, s.actions())));
        return List.copyOf(values);
    }

    private List<ForgetReport.Item> items(Collection<Episode> episodes, Set<Long> dropped, List<WorkingItem> leaving,
            List<EntityMerge> unnamed) {
        List<ForgetReport.Item> items = new ArrayList<>();
        episodes.forEach(e -> items.add(new ForgetReport.Item("episode", e.id(), e.actor() + ": " + e.text())));
        for (long id : dropped) {
            state.semantic.fact(id).ifPresent(f -> items.add(new ForgetReport.Item("fact", id, f.text())));
            state.semantic.regularity(id).ifPresent(r -> items.add(new ForgetReport.Item("regularity", id, r.text())));
            state.procedural.skill(id).ifPresent(s -> items.add(new ForgetReport.Item("skill", id, s.text())));
        }
        leaving.forEach(w -> items.add(new ForgetReport.Item("working", w.id(), w.text())));
        unnamed.forEach(m -> items.add(new ForgetReport.Item("name", m.id(), m.alias() + " = " + m.into())));
        return items;
    }

    private static ForgetReport.@org.jspecify.annotations.Nullable Item item(Change change) {
        return switch (change) {
            case Change.FactWritten c -> new ForgetReport.Item("fact", c.fact().id(), c.fact().text());
            case Change.RegularityWritten c ->
                new ForgetReport.Item("regularity", c.regularity().id(), c.regularity().text());
            case Change.SkillWritten c -> new ForgetReport.Item("skill", c.skill().id(), c.skill().text());
            default -> null;
        };
    }
}
