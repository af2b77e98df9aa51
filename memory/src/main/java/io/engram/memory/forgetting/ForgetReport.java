package io.engram.memory.forgetting;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What went, or would go.
 *
 * @param preview whether nothing was changed
 * @param items the records, by kind and id
 * @param changed derived records that rest on less now, or hold again because what ended them is gone
 * @param journalSegments segments that were rewritten; 0 in a preview
 * @param journalBytes by how much they shrank
 * @param copies exports made through this memory that hold records that went; the files are not touched
 * @param took how long it took
 */
public record ForgetReport(boolean preview, List<Item> items, List<Item> changed, int journalSegments,
        long journalBytes, List<Copy> copies, Duration took) {
    /**
     * One record.
     *
     * @param kind episode, fact, regularity, skill, working or name
     * @param id its id
     * @param text what it says; empty once it is forgotten
     */
    public record Item(String kind, long id, String text) {
    }

    /**
     * A file that was written from this memory.
     *
     * @param file as it was named then
     * @param time when it was written
     */
    public record Copy(String file, Instant time) {
    }

    public ForgetReport {
        items = List.copyOf(items);
        changed = List.copyOf(changed);
        copies = List.copyOf(copies);
    }

    /** How many records of a kind went. */
    public long count(String kind) {
        return items.stream().filter(item -> item.kind().equals(kind)).count();
    }
}
