package io.engram.memory;

import java.time.Instant;
import java.util.List;

/**
 * One recalled memory.
 *
 * @param layer the layer that holds it
 * @param id its id in the agent's memory
 * @param text what it says
 * @param score the fused score; larger is better, comparable within one recall only
 * @param provenance where it comes from
 * @param time when it happened (episodes), held from (facts) or was learned (regularities, skills)
 * @param why the signals that make up the score, largest contribution first
 * @param episodes ids of the episodes behind it; for an episode its own id
 */
public record RecalledItem(Layer layer, long id, String text, double score, Provenance provenance, Instant time,
        List<Signal> why, List<Long> episodes) {
    public RecalledItem {
        why = List.copyOf(why);
        episodes = List.copyOf(episodes);
    }
}
