package io.engram.memory.semantic;

import io.engram.memory.Provenance;
import java.time.Instant;
import java.util.List;

/**
 * Two names that were found to mean one entity. Facts keep the name under which they were stated, so that undoing a merge
 * needs to change none of them.
 *
 * @param id unique in the agent's memory
 * @param alias the name that means another
 * @param into the name it means
 * @param method how that was found: {@code normalised}, {@code minhash}, {@code embedding}, {@code stated} or {@code request}
 * @param score how alike they are by that method, in [0, 1]
 * @param episodes ids of episodes that say so, if any
 * @param time when it was decided
 * @param undoneAt when it was undone; {@link Instant#MAX} while it holds
 * @param provenance who decided, with the lowest trust of the facts that were compared
 */
public record EntityMerge(long id, String alias, String into, String method, double score, List<Long> episodes,
        Instant time, Instant undoneAt, Provenance provenance) {
    public EntityMerge {
        episodes = List.copyOf(episodes);
    }

    /** Whether it holds. */
    public boolean holds() {
        return undoneAt.equals(Instant.MAX);
    }

    /** The same merge, undone. */
    public EntityMerge undone(Instant at) {
        return new EntityMerge(id, alias, into, method, score, episodes, time, at, provenance);
    }
}
