package io.engram.memory.sleep;

import io.engram.memory.Episode;
import io.engram.memory.Layer;
import io.engram.memory.SleepPhase;
import io.engram.memory.SleepReport;
import io.engram.memory.change.Change;
import io.engram.memory.consolidation.ForgettingCurve;
import io.engram.memory.episodic.EpisodicState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Episodes beyond the agent's capacity: the least retained by {@link ForgettingCurve} go, those that something derived rests on
 * after all others. Derived records are then derived again from what remains, as after a forgetting on request.
 *
 * <p>Three kinds are never chosen: what somebody asked to keep, what working memory holds, and what a phase of sleep has not gone
 * through. A memory that is full of these stays above its capacity. So that not every sleep rewrites the journal, one that has
 * to forget makes room for a sixteenth of the capacity.
 */
public final class RetentionJob {
    private static final String RULE = "capacity-least-retained";
    private static final int CHUNK = 512;
    private static final int ROOM = 16;

    private final Layers layers;
    private final EpisodicState episodic;
    private final Map<SleepPhase, Long> watermarks;
    private final int capacity;
    private final Supplier<Set<Long>> inMind;

    /**
     * What is known of an episode when it is weighed.
     *
     * @param evidence whether something derived names it
     * @param retained retention in [0, 1]
     * @param recalls how often it was recalled
     */
    private record Standing(long id, boolean evidence, double retained, int recalls, Instant taken) {
    }

    /**
     * What a sleep would do about capacity.
     *
     * @param weighed episodes that were compared
     * @param leaving those that go, least retained first
     * @param enough whether the capacity is kept, or nothing more can go
     */
    public record Choice(int weighed, List<Long> leaving, boolean enough) {
    }

    private final Map<Long, Standing> chosen = new TreeMap<>();

    /**
     * @param watermarks up to where each phase has gone through the episodes
     * @param capacity at most this many episodes
     * @param inMind ids of the episodes that working memory holds
     */
    public RetentionJob(Layers layers, EpisodicState episodic, Map<SleepPhase, Long> watermarks, int capacity,
            Supplier<Set<Long>> inMind) {
        this.layers = layers;
        this.episodic = episodic;
        this.watermarks = watermarks;
        this.capacity = capacity;
        this.inMind = inMind;
    }

    /** Up to which episode every phase has gone. */
    public long consolidated() {
        return Stream.of(SleepPhase.REGULARITIES, SleepPhase.FACTS, SleepPhase.SKILLS)
                .mapToLong(phase -> watermarks.getOrDefault(phase, 0L)).min().orElse(0);
    }

    /** Weighs all episodes if there are too many; at most so many leave. */
    public Choice choose(int most) {
        chosen.clear();
        int excess = episodic.size() - capacity;
        if (excess <= 0) {
            return new Choice(0, List.of(), true);
        }
        List<Standing> standings = standings();
        standings.sort(Comparator.comparing(Standing::evidence).thenComparingDouble(Standing::retained)
                .thenComparingLong(Standing::id));
        int count = Math.min(Math.min(most, standings.size()), excess + capacity / ROOM);
        List<Standing> leaving = standings.subList(0, count);
        leaving.forEach(standing -> chosen.put(standing.id(), standing));
        return new Choice(standings.size(), leaving.stream().map(Standing::id).toList(),
                count >= Math.min(excess, standings.size()));
    }

    private List<Standing> standings() {
        Instant now = layers.clock().instant();
        Set<Long> evidence = evidence();
        Set<Long> held = inMind.get();
        List<Standing> standings = new ArrayList<>();
        each(consolidated(), e -> {
            if (!e.marked() && !held.contains(e.id())) {
                var recalled = episodic.accesses(e.id());
                standings.add(new Standing(e.id(), evidence.contains(e.id()), ForgettingCurve.retained(e.salience(),
                        e.reward(), e.ingestTime(), recalled.times(), now), recalled.count(), e.ingestTime()));
            }
        });
        return standings;
    }

    private Set<Long> evidence() {
        Set<Long> evidence = new HashSet<>();
        layers.semantic().allFacts().forEach(fact -> evidence.addAll(fact.episodes()));
        layers.semantic().regularities().forEach(regularity -> evidence.addAll(regularity.episodes()));
        layers.procedural().active().forEach(skill -> evidence.addAll(skill.episodes()));
        return evidence;
    }

    private void each(long until, Consumer<Episode> consumer) {
        long after = 0;
        while (after < until) {
            List<Episode> chunk = episodic.after(after, CHUNK);
            chunk.stream().filter(e -> e.id() <= until).forEach(consumer);
            after = chunk.isEmpty() ? until : chunk.getLast().id();
        }
    }

    /**
     * Forgets what {@link #choose} chose and is still there. As {@link SleepJob#promote}: everything that reads episodes is done
     * here, on the sleeping thread. If working memory has taken one of them in meanwhile, none goes and no decision is made;
     * choose again then. No tombstones are left: what went for want of room may be told and learned again.
     */
    public Supplier<List<Change>> promote(List<SleepReport.Promotion> decisions) {
        Map<Long, Episode> going = new TreeMap<>();
        Set<Long> held = inMind.get();
        chosen.keySet().stream().filter(id -> !held.contains(id))
                .forEach(id -> episodic.get(id).ifPresent(e -> going.put(id, e)));
        List<Standing> leaving = chosen.values().stream().filter(s -> going.containsKey(s.id())).toList();
        Retraction retraction = new Retraction(layers, going.keySet(), id -> episodic.lowestTrust(List.of(id)));
        Retraction.Recount recount = retraction.recount(going.values(), consumer -> each(Math.max(
                watermarks.getOrDefault(SleepPhase.REGULARITIES, 0L),
                watermarks.getOrDefault(SleepPhase.SKILLS, 0L)), consumer));
        return () -> {
            if (going.isEmpty() || inMind.get().stream().anyMatch(going::containsKey)) {
                return List.of();
            }
            List<Change> changes = new ArrayList<>();
            changes.add(new Change.Forgotten(layers.clock().instant(), List.copyOf(going.keySet()), 1, new byte[0],
                    List.of()));
            changes.addAll(retraction.plan(going.values(), recount));
            leaving.forEach(standing -> decisions.add(decision(standing)));
            return changes;
        };
    }

    /** Says when and why, and nothing of what the episode said. */
    private SleepReport.Promotion decision(Standing s) {
        return new SleepReport.Promotion(RULE, Layer.EPISODIC, s.id(),
                String.format(Locale.ROOT, "an episode of %s, retained %.2f", s.taken(), s.retained()),
                List.of(s.id()), Map.of("retained", s.retained(), "recalls", (double) s.recalls(), "evidence",
                        s.evidence() ? 1.0 : 0.0, "capacity", (double) capacity));
    }
}
