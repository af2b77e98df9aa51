package io.engram.agent;

import io.engram.memory.RecalledItem;
import java.util.List;

/**
 * What an agent answered, and from what.
 *
 * @param text in words
 * @param origin where the words come from; only {@link Origin#GENERATED} are the agent's own
 * @param speaker id of the language model that spoke; empty when none did
 * @param memories what was recalled for it, best first, each with its provenance
 */
public record Answer(String text, Origin origin, String speaker, List<RecalledItem> memories) {
    public Answer {
        memories = List.copyOf(memories);
    }

    /** Where the words of an answer come from. */
    public enum Origin {
        /** A language model wrote them from what was recalled. */
        GENERATED,
        /** There is no language model: they are the recalled memories, word for word, one per line. */
        RECALLED,
        /** There is no language model and nothing was recalled; the text is empty. */
        NOTHING
    }
}
