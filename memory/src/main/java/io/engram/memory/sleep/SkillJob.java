package io.engram.memory.sleep;

import io.engram.memory.Episode;
import io.engram.memory.Layer;
import io.engram.memory.Provenance;
import io.engram.memory.SleepPhase;
import io.engram.memory.SleepReport;
import io.engram.memory.change.Change;
import io.engram.memory.consolidation.Cadence;
import io.engram.memory.consolidation.SkillMiner;
import io.engram.memory.procedural.Skill;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** New successful lived episodes: action sequences that repeat become skills; unused ones are retired. */
public final class SkillJob implements SleepJob {
    /** Lived episodes of life without being seen or used after which a skill is retired. */
    public static final int RETIRE_AFTER = 500;

    private final Layers layers;
    private final int most;
    private final LongFunction<Optional<Episode>> episodes;
    private SkillMiner miner = new SkillMiner();

    /**
     * @param most at most this many skills are in use
     * @param episodes episodes by id
     */
    public SkillJob(Layers layers, int most, LongFunction<Optional<Episode>> episodes) {
        this.layers = layers;
        this.most = most;
        this.episodes = episodes;
    }

    @Override
    public SleepPhase phase() {
        return SleepPhase.SKILLS;
    }

    @Override
    public void reset() {
        miner = new SkillMiner();
    }

    @Override
    public void fold(Episode episode) {
        miner.fold(episode);
    }

    @Override
    public int evidence() {
        return miner.successes();
    }

    @Override
    public boolean due(int before, int after) {
        return Cadence.due(before, after);
    }

    @Override
    public Supplier<List<Change>> promote(List<SleepReport.Promotion> decisions) {
        List<SkillMiner.Finding> findings = miner.findings(4 * most);
        return () -> {
            Map<String, Skill> known = new HashMap<>();
            layers.procedural().all().forEach(s -> known.put(SkillMiner.key(s.channel(), s.actions()), s));
            List<Change> changes = new ArrayList<>();
            int room = most - layers.procedural().active().size();
            room += retireUnseen(changes, decisions);
            for (SkillMiner.Finding f : findings) {
                Skill old = known.get(f.key());
                boolean back = old != null && old.status() == Skill.Status.RETIRED && room > 0
                        && f.support() >= old.support() + SkillMiner.MIN_SUPPORT;
                boolean refresh = old != null && old.status() == Skill.Status.ACTIVE
                        && (f.support() >= old.support() * RegularityJob.REFRESH
                                || !f.condition().equals(old.condition()) || !f.actions().equals(old.actions()));
                boolean promote = old == null && room > 0;
                if (promote && f.channel().equals(SkillMiner.ANYWHERE)) {
                    room += generalise(f, known, changes, decisions);
                }
                if ((promote || back || refresh) && layers.tombstones().allow(f.actions(), f.episodes())) {
                    room -= refresh ? 0 : 1;
                    Skill skill = skill(f, old);
                    changes.add(new Change.SkillWritten(skill));
                    decisions.add(decision(promote
                            ? "skill-support-" + SkillMiner.MIN_SUPPORT
                            : back ? "skill-return" : "skill-refresh", skill));
                }
            }
            return changes;
        };
    }

    private static SleepReport.Promotion decision(String rule, Skill s) {
        return new SleepReport.Promotion(rule, Layer.PROCEDURAL, s.id(), s.text(), s.episodes(),
                Map.of("support", (double) s.support(), "gain", s.gain(), "success rate", s.successRate(), "uses",
                        (double) s.uses()));
    }

    /** Skills of one place give way to the same skill of several. */
    private static int generalise(SkillMiner.Finding f, Map<String, Skill> known, List<Change> changes,
            List<SleepReport.Promotion> decisions) {
        int given = 0;
        for (String channel : f.channels()) {
            Skill local = known.get(SkillMiner.key(channel, f.actions()));
            if (local != null && local.status() == Skill.Status.ACTIVE) {
                changes.add(new Change.SkillWritten(local.withStatus(Skill.Status.RETIRED)));
                decisions.add(decision("skill-generalised", local));
                given++;
            }
        }
        return given;
    }

    /** Skills that no episode showed and nobody used for long make room. */
    private int retireUnseen(List<Change> changes, List<SleepReport.Promotion> decisions) {
        Optional<Episode> horizon = miner.horizon(RETIRE_AFTER).stream().mapToObj(episodes)
                .flatMap(Optional::stream).findFirst();
        if (horizon.isEmpty()) {
            return 0;
        }
        int retired = 0;
        for (Skill s : layers.procedural().active()) {
            boolean seen = miner.lastSeen(SkillMiner.key(s.channel(), s.actions())) >= horizon.get().id();
            if (!seen && s.lastUsed().isBefore(horizon.get().ingestTime())) {
                changes.add(new Change.SkillWritten(s.withStatus(Skill.Status.RETIRED)));
                decisions.add(decision("skill-unused-" + RETIRE_AFTER, s));
                retired++;
            }
        }
        return retired;
    }

    private Skill skill(SkillMiner.Finding f, @Nullable Skill old) {
        return written(f, old, old == null ? layers.ids().getAsLong() : old.id(), layers.clock().instant());
    }

    static Skill written(SkillMiner.Finding f, @Nullable Skill old, long id, Instant now) {
        int uses = old == null ? 0 : old.uses();
        int good = old == null ? 0 : old.usesSucceeded();
        return new Skill(id, SkillMiner.name(f.actions()), f.channel(), f.condition(), f.actions(), f.outcome(),
                f.support(), f.support() + good, f.failures() + uses - good, uses, good,
                old == null || uses == 0 ? f.actions().size() : old.meanCost(), f.gain(), Skill.Status.ACTIVE,
                f.episodes(),
                old == null ? now : old.learnedAt(), now, new Provenance("consolidation", "skill", f.trust()),
                f.channels(), f.termination(), f.parameters());
    }
}
