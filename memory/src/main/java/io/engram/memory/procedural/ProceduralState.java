package io.engram.memory.procedural;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.engram.memory.Layer;
import io.engram.memory.Situations;
import io.engram.memory.recall.Document;
import io.engram.memory.recall.Documents;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Skills in one immutable snapshot that each change replaces. One writer; readers are wait-free but for the cache of
 * answers. Internal to the memory room: users see {@link ProceduralMemory}.
 */
public final class ProceduralState {
    /** Situations whose answer is kept per snapshot: a decision often meets a situation it has just met. */
    private static final int CACHED_SITUATIONS = 4096;
    /** Reported uses before a skill can be demoted. */
    static final int MIN_USES = 6;
    /** A skill whose shrunk share of successful uses falls below this is demoted. */
    static final double DEMOTE_BELOW = 0.35;

    private record Snapshot(Map<Long, Skill> all, List<Skill> active, Cache<String, List<Skill>> answers) {
    }

    private final Documents index;
    private volatile Snapshot snapshot = snapshot(Map.of());

    public ProceduralState(Documents index) {
        this.index = index;
    }

    private static Snapshot snapshot(Map<Long, Skill> all) {
        List<Skill> active = all.values().stream().filter(s -> s.status() == Skill.Status.ACTIVE)
                .sorted(Comparator.comparingDouble(ProceduralState::usefulness).reversed().thenComparing(Skill::id))
                .toList();
        return new Snapshot(all, active, Caffeine.newBuilder().maximumSize(CACHED_SITUATIONS).build());
    }

    /** Proven by use first, then by gain and by how often it was seen. */
    static double usefulness(Skill s) {
        return s.useRate() * s.successRate() * (1 + s.gain()) * Math.log1p(s.support());
    }

    /** The skill's new state. */
    public void apply(Skill skill) {
        Map<Long, Skill> all = new TreeMap<>(snapshot.all());
        Skill old = all.put(skill.id(), skill);
        if (old != null && old.status() == Skill.Status.ACTIVE) {
            index.remove(document(old));
        }
        if (skill.status() == Skill.Status.ACTIVE) {
            index.add(document(skill));
        }
        snapshot = snapshot(all);
    }

    /** The skill is no longer known. */
    public void drop(long id) {
        Map<Long, Skill> all = new TreeMap<>(snapshot.all());
        Skill old = all.remove(id);
        if (old != null) {
            if (old.status() == Skill.Status.ACTIVE) {
                index.remove(document(old));
            }
            snapshot = snapshot(all);
        }
    }

    private static Document document(Skill s) {
        return new Document(s.id(), Layer.PROCEDURAL, s.learnedAt().toEpochMilli(), s.name() + ' ' + s.text(), "",
                0.5 * s.successRate(), "", "self", s.provenance().trust());
    }

    /** What a reported use makes of a skill. */
    public static Skill used(Skill s, boolean succeeded, double cost, Instant now) {
        int uses = s.uses() + 1;
        int good = s.usesSucceeded() + (succeeded ? 1 : 0);
        double meanCost = s.uses() == 0 ? cost : s.meanCost() + (cost - s.meanCost()) / uses;
        boolean failing = uses >= MIN_USES && (good + 1.0) / (uses + 2.0) < DEMOTE_BELOW;
        Skill.Status status = failing && s.status() == Skill.Status.ACTIVE ? Skill.Status.DEMOTED : s.status();
        return new Skill(s.id(), s.name(), s.channel(), s.condition(), s.actions(), s.outcome(), s.support(),
                s.successes() + (succeeded ? 1 : 0), s.failures() + (succeeded ? 0 : 1), uses, good, meanCost,
                s.gain(), status, s.episodes(), s.learnedAt(), now, s.provenance(), s.channels(), s.termination(),
                s.parameters());
    }

    public List<Skill> applicable(String situation) {
        Snapshot now = snapshot;
        if (now.active().isEmpty()) {
            return List.of();
        }
        return now.answers().get(situation, text -> {
            Set<String> features = new HashSet<>(Situations.features(text));
            return now.active().stream().filter(s -> SkillBinding.of(s, features).isPresent()).toList();
        });
    }

    public Optional<Skill> skill(long id) {
        return Optional.ofNullable(snapshot.all().get(id));
    }

    public List<Skill> active() {
        return snapshot.active();
    }

    public List<Skill> all() {
        return List.copyOf(snapshot.all().values());
    }
}
