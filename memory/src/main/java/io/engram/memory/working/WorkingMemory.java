package io.engram.memory.working;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What the agent has in mind: a few items under a token budget.
 *
 * <p>When an item comes in and the budget is exceeded, the items of least weight leave until it fits again: weight is
 * salience times recency of use, pinned items stay. An item that leaves and is no copy of an episode is written through
 * to episodic memory in the same durable change, so nothing is lost on the way. Contents survive a restart.
 *
 * <p>Thread-safe; reads see one consistent state.
 */
public interface WorkingMemory {
    /**
     * Takes an item in, pushing out what no longer fits.
     *
     * @return completes when durable; exceptionally with {@link io.engram.memory.MemoryException} if the item alone is
     *         larger than what pinned items leave of the budget
     */
    CompletableFuture<WorkingItem> add(WorkingDraft draft);

    /** Marks an item as used now, so that it stays longer. Unknown ids do nothing. Not journalled. */
    void touch(long id);

    /** Pins or unpins an item. Completes with false if there is no such item. */
    CompletableFuture<Boolean> pin(long id, boolean pinned);

    /** Drops an item without writing it through. Completes with false if there is no such item. */
    CompletableFuture<Boolean> remove(long id);

    /** Pushes out everything that is not pinned, writing through as usual. Completes with the number of items. */
    CompletableFuture<Integer> flush();

    /** The items in order of arrival. */
    List<WorkingItem> items();

    /** Tokens in use. */
    int tokens();

    /** The budget in tokens. */
    int capacity();
}
