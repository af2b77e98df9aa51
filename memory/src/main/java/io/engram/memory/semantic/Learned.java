package io.engram.memory.semantic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What learning a statement writes.
 *
 * @param fact the fact that now says so: new, or known before and better supported; empty if the statement only ended something
 * @param fresh whether it is new
 * @param ended facts whose validity it ended, or that it refuted
 */
public record Learned(Optional<Fact> fact, boolean fresh, List<Fact> ended) {
    public Learned {
        ended = List.copyOf(ended);
    }

    /** Everything to write. */
    public List<Fact> written() {
        List<Fact> all = new ArrayList<>(fact.stream().toList());
        all.addAll(ended);
        return all;
    }
}
