package io.engram.memory;

import java.time.Duration;
import java.util.List;

/**
 * The answer to a {@link RecallQuery}: one list over all layers, best first.
 *
 * @param query what was asked
 * @param items the items, by falling score; in the order of choice where the query asks for diversity
 * @param embedding time spent in the embedder for the query; zero when the vector came from the cache
 * @param searching all other time
 */
public record Recall(RecallQuery query, List<RecalledItem> items, Duration embedding, Duration searching) {
    public Recall {
        items = List.copyOf(items);
    }
}
