/**
 * Snapshots: copies of derived state as it was after one journal record, so that an open replays only what came later.
 *
 * <p>A snapshot is a cache. It is used only if it is whole (a checksum per chunk), was made by this format version for this
 * agent, journal and embedder, and every part knows its section's version; in any other case it is ignored and the state is
 * built from the journal. Losing one costs time, never a memory.
 *
 * <p><b>Roles.</b> {@link io.engram.memory.snapshot.SnapshotPart} is implemented by whatever holds derived state: it freezes
 * itself quickly on the writer thread and writes the frozen state later, in the background. {@link
 * io.engram.memory.snapshot.Snapshots} owns the files: one whole file at a time, written beside the old one, synced and
 * renamed. The format is in {@code docs/formats/snapshot.md}.
 *
 * <p><b>Forgetting.</b> Before the bytes of a forgotten record leave the journal, all snapshots are deleted; a part must not
 * write anything of a record that was removed from it.
 */
@NullMarked
package io.engram.memory.snapshot;

import org.jspecify.annotations.NullMarked;
