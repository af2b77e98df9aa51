package io.engram.worldmodel;

import java.util.Map;

/** The start of an episode: the first observation and diagnostic extras that no model may learn from. */
public record Reset(Observation observation, Map<String, Object> info) {
    public Reset {
        info = Map.copyOf(info);
    }

    /** A start without extras. */
    public static Reset of(Observation observation) {
        return new Reset(observation, Map.of());
    }
}
