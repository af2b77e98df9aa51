package io.engram.memory;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one sleep did.
 *
 * @param phases each phase that ran, in order
 * @param promotions every promotion and demotion, in order, with its evidence
 * @param duration wall time of the whole sleep
 * @param complete whether nothing is left that it could have gone through; false if its budget ended first
 */
public record SleepReport(List<Phase> phases, List<Promotion> promotions, Duration duration, boolean complete) {
    public SleepReport {
        phases = List.copyOf(phases);
        promotions = List.copyOf(promotions);
    }

    /**
     * One phase.
     *
     * @param phase which
     * @param read records it went through
     * @param written records it wrote or changed
     * @param duration wall time
     */
    public record Phase(SleepPhase phase, int read, int written, Duration duration) {
    }

    /**
     * One decision of consolidation.
     *
     * @param rule the written rule that decided, for example {@code regularity-support-2}
     * @param layer where the record lives
     * @param id the record written or changed
     * @param what the record in words
     * @param episodes ids of the episodes that support it, at most the newest 16
     * @param figures what the rule looked at, by name
     */
    public record Promotion(String rule, Layer layer, long id, String what, List<Long> episodes,
            Map<String, Double> figures) {
        public Promotion {
            figures = Collections.unmodifiableMap(new TreeMap<>(figures));
            episodes = List.copyOf(episodes);
        }
    }

    /** How many records all phases wrote or changed. */
    public int written() {
        return phases.stream().mapToInt(Phase::written).sum();
    }
}
