package io.engram.memory.semantic;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What the agent knows: facts that were stated, and regularities it found in what it lived. Both are views onto episodes,
 * never the only copy of what happened. Thread-safe.
 */
public interface SemanticMemory {
    /** The fact with this id. */
    Optional<Fact> fact(long id);

    /** Facts that hold now, by id. */
    List<Fact> facts();

    /** Facts about a subject that hold at a time (by valid time), by id. */
    List<Fact> about(String subject, Instant at);

    /** All versions of what was ever believed of subject and relation, oldest first, closed ones included. */
    List<Fact> history(String subject, String relation);

    /**
     * States a fact. The same subject, relation and object adds support to the fact that holds; another object under a
     * relation that holds one value at a time closes the older validity and keeps it as history. Completes with the fact; a
     * statement that only ends or refutes completes with the first fact that it ended, and exceptionally with {@link
     * io.engram.memory.MemoryException} if there was none.
     */
    CompletableFuture<Fact> learn(FactDraft draft);

    /** All merges of names ever made, undone ones included, by id. */
    List<EntityMerge> merges();

    /** The names that mean the same entity as this one, as keys in lower case, its own among them. */
    List<String> names(String name);

    /**
     * Says that a name means the same entity as another. Facts under both are then found under either; none is rewritten.
     * Completes with the merge, or exceptionally with {@link io.engram.memory.MemoryException} if the names mean one entity
     * already.
     */
    CompletableFuture<EntityMerge> merge(String alias, String into);

    /**
     * Undoes a merge: facts that were closed only because the names were taken for one entity hold again. It is not proposed
     * again. Completes with false if there is no such merge that holds.
     */
    CompletableFuture<Boolean> unmerge(long id);

    /** What a text brings to mind over the graph of facts. */
    Associations associations();

    /** The regularity with this id. */
    Optional<Regularity> regularity(long id);

    /** All regularities, by id. */
    List<Regularity> regularities();

    /** What followed this action in this very situation, most probable first; empty if nothing is known. */
    List<Regularity> expect(String situation, String action);
}
