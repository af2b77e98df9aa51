package io.engram.memory;

import io.engram.memory.change.Change;
import io.engram.memory.consolidation.Cadence;
import io.engram.memory.consolidation.FactRules;
import io.engram.memory.consolidation.RegularityMiner;
import io.engram.memory.consolidation.SkillMiner;
import io.engram.memory.episodic.EpisodicState;
import io.engram.memory.procedural.ProceduralState;
import io.engram.memory.procedural.Skill;
import io.engram.memory.semantic.Fact;
import io.engram.memory.semantic.FactDraft;
import io.engram.memory.semantic.Regularity;
import io.engram.memory.semantic.SemanticState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Runs the phases of sleep, one chunk of episodes after the other. One thread at a time.
 *
 * <p>Episodes come by id from a phase's watermark on. What a chunk promotes is worked out here, made to fit the state of the
 * moment on the writer thread (so that a skill's use reported meanwhile is kept), and journalled together with the new
 * watermark as one record.
 */
final class Sleeper {
    /** Episodes per durable step. */
    static final int CHUNK = 512;
    /** A known record is written again when its support has grown by this factor since. */
    private static final double REFRESH = 1.1;
    /** Lived episodes of life without being seen or used after which a skill is retired. */
    static final int RETIRE_AFTER = 500;

    private final MemoryOptions options;
    private final EpisodicState episodic;
    private final SemanticState semantic;
    private final ProceduralState procedural;
    private final Map<SleepPhase, Long> watermarks;
    private final LongSupplier ids;
    private final MemoryWriter writer;
    private final Clock clock;

    private RegularityMiner regularities = new RegularityMiner();
    private SkillMiner skills = new SkillMiner();
    /** What the episodes of the chunk in hand state. */
    private final List<FactDraft> stated = new ArrayList<>();
    private final Map<SleepPhase, Long> folded = new HashMap<>();

    Sleeper(MemoryOptions options, EpisodicState episodic, SemanticState semantic, ProceduralState procedural,
            Map<SleepPhase, Long> watermarks, LongSupplier ids, MemoryWriter writer) {
        this.options = options;
        this.episodic = episodic;
        this.semantic = semantic;
        this.procedural = procedural;
        this.watermarks = watermarks;
        this.ids = ids;
        this.writer = writer;
        this.clock = options.clock();
    }

    /** Forgets all counts; the next sleep folds them again from the episodes there are then. */
    void refold() {
        regularities = new RegularityMiner();
        skills = new SkillMiner();
        folded.clear();
    }

    SleepReport sleep(SleepListener listener) {
        long begin = System.nanoTime();
        List<SleepReport.Phase> phases = new ArrayList<>();
        List<SleepReport.Promotion> promotions = new ArrayList<>();
        phases.add(phase(SleepPhase.REGULARITIES, listener, promotions, e -> regularities.fold(e),
                () -> regularities.lived(), this::promoteRegularities));
        phases.add(phase(SleepPhase.FACTS, listener, promotions, e -> stated.addAll(FactRules.of(e)), stated::size,
                this::promoteFacts));
        phases.add(phase(SleepPhase.SKILLS, listener, promotions, e -> skills.fold(e), () -> skills.successes(),
                this::promoteSkills));
        return new SleepReport(phases, promotions, Duration.ofNanos(System.nanoTime() - begin));
    }

    private interface Fold {
        void episode(Episode episode);
    }

    /** What a chunk changes; called on the writer thread, with the state as it is when the change is journalled. */
    private interface Promote {
        Supplier<List<Change>> changes(boolean due, List<SleepReport.Promotion> promotions);
    }

    private SleepReport.Phase phase(SleepPhase phase, SleepListener listener, List<SleepReport.Promotion> promotions,
            Fold fold, IntSupplier evidence, Promote promote) {
        long begin = System.nanoTime();
        int before = promotions.size();
        long watermark = watermarks.getOrDefault(phase, 0L);
        catchUp(phase, watermark, fold);
        stated.clear();
        int total = episodic.countAfter(watermark);
        int done = 0;
        listener.progress(phase, 0, total, 0);
        while (done < total) {
            List<Episode> chunk = episodic.after(watermark, Math.min(CHUNK, total - done));
            if (chunk.isEmpty()) {
                break;
            }
            int had = evidence.getAsInt();
            chunk.forEach(fold::episode);
            boolean due = phase == SleepPhase.FACTS || Cadence.due(had, evidence.getAsInt());
            watermark = chunk.getLast().id();
            folded.put(phase, watermark);
            commit(phase, watermark, due, promote, promotions);
            done += chunk.size();
            listener.progress(phase, done, total, promotions.size() - before);
        }
        return new SleepReport.Phase(phase, done, promotions.size() - before,
                Duration.ofNanos(System.nanoTime() - begin));
    }

    /** After an open, or when a durable step failed: bring the counts to where the watermark is. */
    private void catchUp(SleepPhase phase, long watermark, Fold fold) {
        long at = folded.getOrDefault(phase, 0L);
        while (at < watermark) {
            List<Episode> chunk = episodic.after(at, CHUNK);
            for (Episode episode : chunk) {
                if (episode.id() <= watermark) {
                    fold.episode(episode);
                }
            }
            at = chunk.isEmpty() ? watermark : Math.min(watermark, chunk.getLast().id());
        }
        folded.put(phase, watermark);
    }

    private void commit(SleepPhase phase, long watermark, boolean due, Promote promote,
            List<SleepReport.Promotion> promotions) {
        List<SleepReport.Promotion> made = new ArrayList<>();
        Supplier<List<Change>> changes = promote.changes(due, made);
        try {
            writer.submit(true, () -> {
                List<Change> all = new ArrayList<>(changes.get());
                all.add(new Change.PhaseReached(phase, watermark));
                return new MemoryWriter.Prepared<>(all, () -> watermark);
            }).join();
        } catch (CompletionException e) {
            refold();
            throw e.getCause() instanceof MemoryException known ? known : new MemoryException("sleep failed", e);
        }
        promotions.addAll(made);
    }

    private Supplier<List<Change>> promoteRegularities(boolean due,
            List<SleepReport.Promotion> promotions) {
        List<RegularityMiner.Finding> findings = due ? regularities.findings() : List.of();
        return () -> {
            Map<String, Regularity> known = new HashMap<>();
            semantic.regularities().forEach(r -> known.put(key(r), r));
            List<Change> changes = new ArrayList<>();
            int room = options.maxRegularities() - known.size();
            for (RegularityMiner.Finding f : findings) {
                Regularity old = known.get(f.key());
                boolean stale = old != null && (f.support() >= old.support() * REFRESH
                        || !f.situation().equals(old.situation()));
                if (old == null ? room > 0 : stale) {
                    room -= old == null ? 1 : 0;
                    Regularity r = regularity(f, old);
                    changes.add(new Change.RegularityWritten(r));
                    promotions.add(new SleepReport.Promotion(
                            old == null ? "regularity-support-" + RegularityMiner.MIN_SUPPORT : "regularity-refresh",
                            Layer.SEMANTIC, r.id(), r.text(), r.episodes()));
                }
            }
            return changes;
        };
    }

    /** Facts of one chunk see each other: a contradiction within it closes in time as any other. */
    private Supplier<List<Change>> promoteFacts(boolean due, List<SleepReport.Promotion> promotions) {
        List<FactDraft> drafts = due ? List.copyOf(stated) : List.of();
        stated.clear();
        return () -> {
            Map<Long, Fact> decided = new TreeMap<>();
            for (FactDraft draft : drafts) {
                List<Fact> written = semantic.learn(draft, draft.provenance().trust(), clock.instant(),
                        ids,
                        decided);
                written.forEach(fact -> decided.put(fact.id(), fact));
                Fact learned = written.getFirst();
                promotions.add(new SleepReport.Promotion(
                        learned.support() > 1 ? "fact-support" : "fact-plain-statement", Layer.SEMANTIC, learned.id(),
                        learned.text(), newest(learned.episodes())));
                written.stream().skip(1)
                        .forEach(f -> promotions.add(new SleepReport.Promotion("fact-contradicted", Layer.SEMANTIC,
                                f.id(), f.text() + " until " + f.validTo(), newest(f.episodes()))));
            }
            return decided.values().stream().<Change>map(Change.FactWritten::new).toList();
        };
    }

    private static List<Long> newest(List<Long> episodes) {
        return episodes.subList(Math.max(0, episodes.size() - 16), episodes.size());
    }

    private static String key(Regularity r) {
        String general = (r.general() ? "general" : "exact") + '\0' + r.action() + '\0' + r.outcome();
        return r.general() ? general : general + '\0' + r.situation();
    }

    private Regularity regularity(RegularityMiner.Finding f, @org.jspecify.annotations.Nullable Regularity old) {
        return new Regularity(old == null ? ids.getAsLong() : old.id(), f.situation(), f.action(), f.outcome(),
                f.count(), f.trials(), f.support(), f.meanReward(), f.episodes(),
                old == null ? clock.instant() : old.learnedAt(),
                new Provenance("consolidation", "regularity", f.trust()), f.key().startsWith("general"));
    }

    private Supplier<List<Change>> promoteSkills(boolean due, List<SleepReport.Promotion> promotions) {
        List<SkillMiner.Finding> findings = due ? skills.findings(4 * options.maxSkills()) : List.of();
        Set<String> found = new HashSet<>();
        findings.forEach(f -> found.add(f.key()));
        return () -> {
            Map<String, Skill> known = new HashMap<>();
            procedural.all().forEach(s -> known.put(SkillMiner.key(s.channel(), s.actions()), s));
            List<Change> changes = new ArrayList<>();
            int room = options.maxSkills() - procedural.active().size();
            room += retireUnseen(changes, promotions);
            for (SkillMiner.Finding f : findings) {
                Skill old = known.get(f.key());
                boolean back = old != null && old.status() == Skill.Status.RETIRED && room > 0
                        && f.support() >= old.support() + SkillMiner.MIN_SUPPORT;
                boolean refresh = old != null && old.status() == Skill.Status.ACTIVE
                        && (f.support() >= old.support() * REFRESH || !f.condition().equals(old.condition()));
                boolean promote = old == null && room > 0;
                if (promote || back || refresh) {
                    room -= refresh ? 0 : 1;
                    Skill skill = skill(f, old);
                    changes.add(new Change.SkillWritten(skill));
                    promotions.add(new SleepReport.Promotion(
                            promote
                                    ? "skill-support-" + SkillMiner.MIN_SUPPORT
                                    : back ? "skill-return" : "skill-refresh",
                            Layer.PROCEDURAL, skill.id(), skill.text(), skill.episodes()));
                }
            }
            return changes;
        };
    }

    /** Skills that no episode showed and nobody used for long make room. */
    private int retireUnseen(List<Change> changes, List<SleepReport.Promotion> promotions) {
        Optional<Episode> horizon = skills.horizon(RETIRE_AFTER).stream().mapToObj(episodic::get)
                .flatMap(Optional::stream).findFirst();
        if (horizon.isEmpty()) {
            return 0;
        }
        int retired = 0;
        for (Skill s : procedural.active()) {
            boolean seen = skills.lastSeen(SkillMiner.key(s.channel(), s.actions())) >= horizon.get().id();
            if (!seen && s.lastUsed().isBefore(horizon.get().ingestTime())) {
                Skill out = withStatus(s, Skill.Status.RETIRED);
                changes.add(new Change.SkillWritten(out));
                promotions.add(new SleepReport.Promotion("skill-unused-" + RETIRE_AFTER, Layer.PROCEDURAL, s.id(),
                        s.text(), s.episodes()));
                retired++;
            }
        }
        return retired;
    }

    private static Skill withStatus(Skill s, Skill.Status status) {
        return new Skill(s.id(), s.name(), s.channel(), s.condition(), s.actions(), s.outcome(), s.support(),
                s.successes(), s.failures(), s.uses(), s.usesSucceeded(), s.meanCost(), s.gain(), status,
                s.episodes(), s.learnedAt(), s.lastUsed(), s.provenance());
    }

    private Skill skill(SkillMiner.Finding f, @org.jspecify.annotations.Nullable Skill old) {
        Instant now = clock.instant();
        int uses = old == null ? 0 : old.uses();
        int good = old == null ? 0 : old.usesSucceeded();
        return new Skill(old == null ? ids.getAsLong() : old.id(), SkillMiner.name(f.actions()), f.channel(),
                f.condition(), f.actions(), f.outcome(), f.support(), f.support() + good,
                f.failures() + uses - good, uses, good, old == null ? f.actions().size() : old.meanCost(), f.gain(),
                Skill.Status.ACTIVE, f.episodes(), old == null ? now : old.learnedAt(), now,
                new Provenance("consolidation", "skill", f.trust()));
    }
}
