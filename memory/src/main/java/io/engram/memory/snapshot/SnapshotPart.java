package io.engram.memory.snapshot;

import java.io.IOException;

/** A holder of derived state that a snapshot can keep as one section. */
public interface SnapshotPart {
    /** What was frozen, ready to be written by another thread while the part goes on changing. */
    @FunctionalInterface
    interface Frozen {
        /** Writes the state as it was when it was frozen. Called once, on a background thread. */
        void write(SnapshotOutput out) throws IOException;
    }

    /** Names the section: lower case letters, digits, {@code .} and {@code -}, at most 40. Never changes. */
    String section();

    /**
     * The version of what {@link Frozen#write} writes. Raise it whenever old bytes would be read wrongly, also when a rule
     * changed that the stored state depends on (a tokenizer, a stemmer): the old snapshot is then ignored.
     */
    int version();

    /**
     * Fixes the state of this moment. Called on the writer thread, so nothing changes meanwhile, and nothing can be appended
     * either: copy flat arrays or pin immutable ones, do not serialise.
     */
    Frozen freeze();

    /**
     * Takes over a state. Called once, on a fresh, empty part, before any change is applied. Sections of a snapshot may be
     * restored at the same time on several threads, so a part must not look at another one here. Changes that come after the
     * snapshot's journal record are applied afterwards in the usual way.
     *
     * @throws SnapshotFormatException
     *             the bytes are not what this version writes; the whole snapshot is then ignored
     */
    void restore(SnapshotInput in);
}
