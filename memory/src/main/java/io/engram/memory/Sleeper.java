package io.engram.memory;

import io.engram.memory.change.Change;
import io.engram.memory.consolidation.Decision;
import io.engram.memory.episodic.EpisodicState;
import io.engram.memory.sleep.EntityJob;
import io.engram.memory.sleep.FactJob;
import io.engram.memory.sleep.Layers;
import io.engram.memory.sleep.RegularityJob;
import io.engram.memory.sleep.RetentionJob;
import io.engram.memory.sleep.SkillJob;
import io.engram.memory.sleep.SleepJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Runs the phases of sleep, one chunk of episodes after the other. One thread at a time.
 *
 * <p>Episodes come by id from a phase's watermark on. What a chunk promotes is worked out here, made to fit the state of the
 * moment on the writer thread (so that a skill's use reported meanwhile is kept), and journalled together with the new
 * watermark and the decisions as one record. The same sleeper over a copy of the layers makes a dry run.
 */
final class Sleeper {
    /** Episodes per durable step. */
    static final int CHUNK = 512;
    /** So often it is chosen anew what goes, before the rest waits for the next sleep. */
    private static final int RETENTION_TRIES = 3;

    /** Makes changes true. Asks for them once, with the layers as they are then; blocks until they are durable. */
    @FunctionalInterface
    interface Commit {
        void commit(Supplier<List<Change>> changes);
    }

    private final EpisodicState episodic;
    private final Layers layers;
    private final Map<SleepPhase, Long> watermarks;
    private final Commit commit;
    private final List<SleepJob> jobs;
    private final EntityJob entities;
    private final RetentionJob retention;
    private final Map<SleepPhase, Long> folded = new EnumMap<>(SleepPhase.class);

    Sleeper(MemoryOptions options, EpisodicState episodic, Layers layers, Map<SleepPhase, Long> watermarks,
            Supplier<Set<Long>> inMind, Commit commit) {
        this.episodic = episodic;
        this.layers = layers;
        this.watermarks = watermarks;
        this.commit = commit;
        this.jobs = List.of(new RegularityJob(layers, options.maxRegularities()),
                new FactJob(layers, options.extractor()), new SkillJob(layers, options.maxSkills(), episodic::get));
        this.entities = new EntityJob(layers, options.embedder()::embedQuery);
        this.retention = new RetentionJob(layers, episodic, watermarks, options.maxEpisodes(), inMind);
    }

    /** Forgets all counts; the next sleep folds them again from the episodes there are then. */
    void refold() {
        jobs.forEach(SleepJob::reset);
        folded.clear();
    }

    SleepReport sleep(SleepListener listener, SleepBudget budget) {
        long begin = System.nanoTime();
        List<SleepReport.Phase> phases = new ArrayList<>();
        List<SleepReport.Promotion> promotions = new ArrayList<>();
        boolean complete = true;
        for (SleepJob job : jobs) {
            int waiting = episodic.countAfter(watermarks.getOrDefault(job.phase(), 0L));
            SleepReport.Phase phase = phase(job, listener, promotions, budget, begin);
            phases.add(phase);
            complete &= phase.read() >= waiting;
        }
        phases.add(entities(promotions, listener));
        boolean inTime = System.nanoTime() - begin <= budget.time().toNanos();
        complete &= retention(inTime ? budget.episodes() : 0, phases, promotions, listener);
        return new SleepReport(phases, promotions, Duration.ofNanos(System.nanoTime() - begin), complete);
    }

    private SleepReport.Phase phase(SleepJob job, SleepListener listener, List<SleepReport.Promotion> promotions,
            SleepBudget budget, long slept) {
        long begin = System.nanoTime();
        int before = promotions.size();
        long watermark = watermarks.getOrDefault(job.phase(), 0L);
        int total = Math.min(budget.episodes(), episodic.countAfter(watermark));
        int done = 0;
        listener.progress(job.phase(), 0, total, 0);
        if (total > 0) {
            catchUp(job, watermark);
        }
        while (done < total && System.nanoTime() - slept <= budget.time().toNanos()) {
            List<Episode> chunk = episodic.after(watermark, Math.min(CHUNK, total - done));
            if (chunk.isEmpty()) {
                break;
            }
            int had = job.evidence();
            chunk.forEach(job::fold);
            watermark = chunk.getLast().id();
            folded.put(job.phase(), watermark);
            List<SleepReport.Promotion> made = new ArrayList<>();
            commit(job.phase(), watermark, job.due(had, job.evidence()) ? job.promote(made) : List::of, made);
            promotions.addAll(made);
            done += chunk.size();
            listener.progress(job.phase(), done, total, promotions.size() - before);
        }
        return new SleepReport.Phase(job.phase(), done, promotions.size() - before,
                Duration.ofNanos(System.nanoTime() - begin));
    }

    /** After an open, or when a durable step failed: bring the counts to where the watermark is. */
    private void catchUp(SleepJob job, long watermark) {
        long at = folded.getOrDefault(job.phase(), 0L);
        while (at < watermark) {
            List<Episode> chunk = episodic.after(at, CHUNK);
            for (Episode episode : chunk) {
                if (episode.id() <= watermark) {
                    job.refold(episode);
                }
            }
            at = chunk.isEmpty() ? watermark : Math.min(watermark, chunk.getLast().id());
        }
        folded.put(job.phase(), watermark);
    }

    private SleepReport.Phase entities(List<SleepReport.Promotion> promotions, SleepListener listener) {
        long begin = System.nanoTime();
        long watermark = watermarks.getOrDefault(SleepPhase.ENTITIES, 0L);
        int waiting = entities.waiting(watermark);
        List<SleepReport.Promotion> made = new ArrayList<>();
        if (waiting > 0) {
            commit(SleepPhase.ENTITIES, entities.newest(), entities.promote(watermark, made), made);
            promotions.addAll(made);
            listener.progress(SleepPhase.ENTITIES, waiting, waiting, made.size());
        }
        return new SleepReport.Phase(SleepPhase.ENTITIES, waiting, made.size(),
                Duration.ofNanos(System.nanoTime() - begin));
    }

    /** Whether enough was forgotten. */
    private boolean retention(int most, List<SleepReport.Phase> phases, List<SleepReport.Promotion> promotions,
            SleepListener listener) {
        long begin = System.nanoTime();
        RetentionJob.Choice choice = retention.choose(most);
        List<SleepReport.Promotion> made = new ArrayList<>();
        for (int tries = 0; made.isEmpty() && !choice.leaving().isEmpty() && tries < RETENTION_TRIES; tries++) {
            if (tries > 0) { // working memory took one of them in between choosing and forgetting
                choice = retention.choose(most);
            }
            commit(SleepPhase.RETENTION, retention.consolidated(), retention.promote(made), made);
        }
        boolean left = made.isEmpty() && !choice.leaving().isEmpty();
        if (!made.isEmpty()) {
            promotions.addAll(made);
            listener.progress(SleepPhase.RETENTION, choice.weighed(), choice.weighed(), made.size());
        }
        phases.add(new SleepReport.Phase(SleepPhase.RETENTION, choice.weighed(), made.size(),
                Duration.ofNanos(System.nanoTime() - begin)));
        return choice.enough() && !left;
    }

    /** Makes the changes, the decisions behind them and the watermark true together. */
    private void commit(SleepPhase phase, long watermark, Supplier<List<Change>> changes,
            List<SleepReport.Promotion> made) {
        try {
            commit.commit(() -> {
                List<Change> all = new ArrayList<>(changes.get());
                Instant now = layers.clock().instant();
                made.forEach(p -> all.add(new Change.Decided(
                        new Decision(now, p.rule(), p.layer(), p.id(), p.episodes(), p.figures()))));
                all.add(new Change.PhaseReached(phase, watermark));
                return all;
            });
        } catch (CompletionException e) {
            refold();
            throw e.getCause() instanceof MemoryException known ? known : new MemoryException("sleep failed", e);
        } catch (RuntimeException e) {
            refold();
            throw e;
        }
    }
}
