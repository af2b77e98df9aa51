package io.engram.memory.consolidation;

import io.engram.memory.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** The newest decisions about each record that is still known. One writer; readers are lock-free. */
public final class DecisionLog {
    /** Decisions that are kept for each record; older ones stay in the journal until it is compacted. */
    public static final int KEPT = 8;

    /** Episodes that were forgotten for want of room and whose decision is kept: those with the largest ids. */
    public static final int FAREWELLS = 4096;

    private final Map<Long, List<Decision>> byRecord = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<Long, Decision> farewells = new ConcurrentSkipListMap<>();

    /** Something was decided. */
    public void apply(Decision decision) {
        if (decision.layer() == Layer.EPISODIC) {
            farewells.put(decision.record(), decision);
            if (farewells.size() > FAREWELLS) {
                farewells.pollFirstEntry();
            }
            return;
        }
        byRecord.merge(decision.record(), List.of(decision), (old, one) -> {
            List<Decision> next = new ArrayList<>(old.subList(Math.max(0, old.size() - KEPT + 1), old.size()));
            next.addAll(one);
            return List.copyOf(next);
        });
    }

    /** The record is gone, and with it why it was there. */
    public void drop(long record) {
        byRecord.remove(record);
    }

    /** What was decided about a record, oldest first. */
    public List<Decision> of(long record) {
        Decision farewell = farewells.get(record);
        return farewell == null ? byRecord.getOrDefault(record, List.of()) : List.of(farewell);
    }

    /** Everything kept, by record and then in order. */
    public List<Decision> all() {
        return Stream.concat(byRecord.entrySet().stream().sorted(Map.Entry.comparingByKey())
                .flatMap(e -> e.getValue().stream()), farewells.values().stream()).toList();
    }
}
