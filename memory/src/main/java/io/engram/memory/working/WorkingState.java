package io.engram.memory.working;

import io.engram.memory.MemoryException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Items in mind as one immutable list that each change replaces, and the rule that says who leaves. One writer; readers are
 * wait-free. Internal to the memory room: users see {@link WorkingMemory}.
 */
public final class WorkingState {
    /** The weight of an item halves every so many seconds without use. */
    private static final double HALF_LIFE_SECONDS = 600;

    private final int capacity;
    private volatile List<WorkingItem> items = List.of();
    private final Map<Long, Instant> touched = new ConcurrentHashMap<>();

    public WorkingState(int capacity) {
        this.capacity = capacity;
    }

    /** The item's new state. */
    public void apply(WorkingItem item) {
        List<WorkingItem> next = new ArrayList<>(items);
        int at = 0;
        while (at < next.size() && next.get(at).id() != item.id()) {
            at++;
        }
        if (at < next.size()) {
            next.set(at, item);
        } else {
            next.add(item);
        }
        items = List.copyOf(next);
    }

    /** The item left. */
    public void remove(long id) {
        items = items.stream().filter(item -> item.id() != id).toList();
        touched.remove(id);
    }

    /**
     * Who must leave so that an item of so many tokens fits.
     *
     * @throws MemoryException if it cannot fit beside what is pinned
     */
    public List<WorkingItem> leaving(int tokens, Instant now) {
        int pinned = items.stream().filter(WorkingItem::pinned).mapToInt(WorkingItem::tokens).sum();
        if (tokens > capacity - pinned) {
            throw new MemoryException("an item of working memory must have at most " + (capacity - pinned)
                    + " tokens (capacity " + capacity + ", pinned " + pinned + "), had " + tokens);
        }
        List<WorkingItem> candidates = new ArrayList<>(items.stream().filter(item -> !item.pinned()).toList());
        candidates.sort(Comparator.comparingDouble((WorkingItem item) -> weight(item, now))
                .thenComparing(WorkingItem::id));
        List<WorkingItem> leaving = new ArrayList<>();
        int used = tokens();
        for (int i = 0; used + tokens > capacity; i++) {
            leaving.add(candidates.get(i));
            used -= candidates.get(i).tokens();
        }
        return leaving;
    }

    private double weight(WorkingItem item, Instant now) {
        Instant used = touched.getOrDefault(item.id(), item.added());
        double age = Math.max(0, now.getEpochSecond() - used.getEpochSecond()
                + (now.getNano() - used.getNano()) * 1e-9);
        return (0.05 + item.content().salience()) * Math.pow(0.5, age / HALF_LIFE_SECONDS);
    }

    public void touch(long id, Instant now) {
        if (item(id).isPresent()) {
            touched.put(id, now);
        }
    }

    public Optional<WorkingItem> item(long id) {
        return items.stream().filter(item -> item.id() == id).findFirst();
    }

    public List<WorkingItem> items() {
        return items;
    }

    public int tokens() {
        return items.stream().mapToInt(WorkingItem::tokens).sum();
    }

    public int capacity() {
        return capacity;
    }
}
