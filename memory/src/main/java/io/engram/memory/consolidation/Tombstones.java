package io.engram.memory.consolidation;

import java.util.List;

/**
 * Values that were forgotten for good: what consolidation derives must not hold one. Implemented by what keeps the tombstones;
 * asked on the writer thread for every record before it is promoted.
 */
@FunctionalInterface
public interface Tombstones {
    /** Whether a derived record with these values may be written; a fact gives subject, relation and object. */
    boolean allow(List<String> values);

    /** Nothing was forgotten for good. */
    static Tombstones none() {
        return values -> true;
    }
}
