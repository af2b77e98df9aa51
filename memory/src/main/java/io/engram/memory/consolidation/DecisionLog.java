package io.engram.memory.consolidation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The newest decisions about each record that is still known. One writer; readers are lock-free. */
public final class DecisionLog {
    /** Decisions that are kept for each record; older ones stay in the journal until it is compacted. */
    public static final int KEPT = 8;

    private final Map<Long, List<Decision>> byRecord = new ConcurrentHashMap<>();

    /** Something was decided. */
    public void apply(Decision decision) {
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
        return byRecord.getOrDefault(record, List.of());
    }

    /** Everything kept, by record and then in order. */
    public List<Decision> all() {
        return byRecord.entrySet().stream().sorted(Map.Entry.comparingByKey()).flatMap(e -> e.getValue().stream())
                .toList();
    }
}
