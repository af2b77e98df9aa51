package io.engram.memory.consolidation;

import java.util.Collection;
import java.util.List;

/**
 * Values that were forgotten for good: what consolidation derives must not hold one. Implemented by what keeps the tombstones;
 * asked on the writer thread for every record before it is promoted.
 */
@FunctionalInterface
public interface Tombstones {
    /**
     * Whether a derived record with these values may be written.
     *
     * @param values for a fact subject, relation and object
     * @param episodes ids of the episodes it would rest on; one that was told anew after the forgetting lets it through
     */
    boolean allow(List<String> values, Collection<Long> episodes);

    /** Nothing was forgotten for good. */
    static Tombstones none() {
        return (values, episodes) -> true;
    }
}
