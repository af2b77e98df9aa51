package io.engram.memory.snapshot;

import java.util.Objects;

/**
 * What a snapshot belongs to.
 *
 * @param agentId whose state it is
 * @param sequence the last journal record whose changes are in it
 * @param journal identifies the segment that held this record, so that a snapshot is not taken for one of another journal
 *            with equally many records
 * @param variant what else the state depends on, such as the embedder; another variant makes the snapshot useless
 */
public record SnapshotKey(String agentId, long sequence, long journal, String variant) {
    public SnapshotKey {
        Objects.requireNonNull(agentId, "agentId");
        Objects.requireNonNull(variant, "variant");
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence must be at least 1, got " + sequence);
        }
    }
}
