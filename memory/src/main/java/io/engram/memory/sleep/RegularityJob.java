package io.engram.memory.sleep;

import io.engram.memory.Episode;
import io.engram.memory.Layer;
import io.engram.memory.Provenance;
import io.engram.memory.SleepPhase;
import io.engram.memory.SleepReport;
import io.engram.memory.change.Change;
import io.engram.memory.consolidation.Cadence;
import io.engram.memory.consolidation.RegularityMiner;
import io.engram.memory.semantic.Regularity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** New lived episodes: condition, action and outcome that repeat become regularities. */
public final class RegularityJob implements SleepJob {
    /** A known record is written again when its support has grown by this factor since. */
    static final double REFRESH = 1.1;

    private final Layers layers;
    private final int most;
    private RegularityMiner miner = new RegularityMiner();

    /** @param most at most this many regularities are kept */
    public RegularityJob(Layers layers, int most) {
        this.layers = layers;
        this.most = most;
    }

    @Override
    public SleepPhase phase() {
        return SleepPhase.REGULARITIES;
    }

    @Override
    public void reset() {
        miner = new RegularityMiner();
    }

    @Override
    public void fold(Episode episode) {
        miner.fold(episode);
    }

    @Override
    public int evidence() {
        return miner.lived();
    }

    @Override
    public boolean due(int before, int after) {
        return Cadence.due(before, after);
    }

    @Override
    public Supplier<List<Change>> promote(List<SleepReport.Promotion> decisions) {
        List<RegularityMiner.Finding> findings = miner.findings();
        return () -> {
            Map<String, Regularity> known = new HashMap<>();
            layers.semantic().regularities().forEach(r -> known.put(key(r), r));
            List<Change> changes = new ArrayList<>();
            int room = most - known.size();
            for (RegularityMiner.Finding f : findings) {
                Regularity old = known.get(f.key());
                boolean stale = old != null && (f.support() >= old.support() * REFRESH
                        || !f.situation().equals(old.situation()));
                if ((old == null ? room > 0 : stale)
                        && layers.tombstones().allow(List.of(f.situation(), f.action(), f.outcome()), f.episodes())) {
                    room -= old == null ? 1 : 0;
                    Regularity r = regularity(f, old);
                    changes.add(new Change.RegularityWritten(r));
                    decisions.add(new SleepReport.Promotion(
                            old == null ? "regularity-support-" + RegularityMiner.MIN_SUPPORT : "regularity-refresh",
                            Layer.SEMANTIC, r.id(), r.text(), r.episodes(), figures(r)));
                }
            }
            return changes;
        };
    }

    private static Map<String, Double> figures(Regularity r) {
        return Map.of("support", (double) r.support(), "count", (double) r.count(), "trials", (double) r.trials(),
                "confidence", r.confidence());
    }

    /** The miner's key of a known regularity. */
    static String key(Regularity r) {
        String general = (r.general() ? "general" : "exact") + '\0' + r.action() + '\0' + r.outcome();
        return r.general() ? general : general + '\0' + r.situation();
    }

    private Regularity regularity(RegularityMiner.Finding f, @Nullable Regularity old) {
        return written(f, old == null ? layers.ids().getAsLong() : old.id(),
                old == null ? layers.clock().instant() : old.learnedAt());
    }

    static Regularity written(RegularityMiner.Finding f, long id, java.time.Instant learned) {
        return new Regularity(id, f.situation(), f.action(), f.outcome(), f.count(), f.trials(), f.support(),
                f.meanReward(), f.episodes(), learned, new Provenance("consolidation", "regularity", f.trust()),
                f.key().startsWith("general"));
    }
}
