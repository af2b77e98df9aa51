package io.engram.memory.consolidation;

import io.engram.memory.Layer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One decision of consolidation with its evidence, kept in the journal. It says nothing of what the record says, so it holds
 * nothing that would have to be forgotten with it.
 *
 * @param time when it was decided
 * @param rule the written rule that decided; {@code docs/design/05-consolidation.md} lists them
 * @param layer where the record lives
 * @param record the id of the record written, changed or dropped
 * @param episodes ids of the episodes that support it, at most the newest 16
 * @param figures what the rule looked at, by name
 */
public record Decision(Instant time, String rule, Layer layer, long record, List<Long> episodes,
        Map<String, Double> figures) {
    public Decision {
        episodes = List.copyOf(episodes);
        figures = Collections.unmodifiableMap(new TreeMap<>(figures));
    }
}
