package io.engram.memory.recall;

import io.engram.memory.Layer;
import io.engram.memory.Signal;
import java.util.List;

/**
 * A document that a search found.
 *
 * @param id its id
 * @param layer its layer
 * @param score the fused score
 * @param why the signals, largest contribution first
 */
public record Candidate(long id, Layer layer, double score, List<Signal> why) {
    public Candidate {
        why = List.copyOf(why);
    }
}
