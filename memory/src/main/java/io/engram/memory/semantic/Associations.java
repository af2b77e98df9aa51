package io.engram.memory.semantic;

import java.util.List;

/**
 * What a text brings to mind over the graph of facts: a signal for recall. Implemented by semantic memory; thread-safe,
 * microseconds, no disk.
 */
@FunctionalInterface
public interface Associations {
    /**
     * A record that is active.
     *
     * @param id of a fact or of an episode behind one
     * @param activation in (0, 1], larger is nearer
     */
    record Active(long id, double activation) {
    }

    /** Facts and episodes that activation reaches from the entities named in a text, most active first. */
    List<Active> of(String text, int limit);
}
