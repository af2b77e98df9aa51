package io.engram.memory.episodic;

import io.engram.memory.Episode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The lossless record of what happened, in order. Thread-safe; reads see every acknowledged episode.
 */
public interface EpisodicMemory {
    /** The episode with this id, with its links as of now. */
    Optional<Episode> get(long id);

    /** When a record of any layer was recalled. The last few recalls before a crash may be missing. */
    AccessHistory accesses(long id);

    /** How many episodes there are. */
    int size();

    /** The newest episodes, newest first. */
    List<Episode> latest(int limit);

    /** Episodes with id greater than {@code afterId}, oldest first. */
    List<Episode> after(long afterId, int limit);

    /** Episodes with event time in [from, until), by event time and then id. */
    List<Episode> between(Instant from, Instant until, int limit);
}
