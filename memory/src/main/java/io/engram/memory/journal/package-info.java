/**
 * The journal: the one place where an agent's past is kept for good. Everything else in the memory room (record store,
 * vector and word indexes, facts, skills) is derived and can be rebuilt from it.
 *
 * <p><b>What is promised.</b> The future of {@link io.engram.memory.journal.Journal#append} completes after the record and
 * all before it are on stable storage. A record is returned with exactly the bytes that were appended or it is not returned
 * at all; what cannot be returned is listed in {@link io.engram.memory.journal.JournalRecovery}. An append that failed was
 * not acknowledged; it may still be there after a crash, because the disk that failed decides that.
 *
 * <p><b>What is assumed.</b> {@code fsync} means what it says, a file's rename is atomic, and one process owns a directory
 * (a lock file holds that). Damage is accidental: CRC32C finds flipped bits, it does not stop a forger.
 *
 * <p><b>Shape.</b> A directory of segments, each a header and records in order of sequence; see
 * {@code docs/formats/journal.md}. One commit thread writes: it takes everything that waits, writes it in one go, calls
 * fsync once and acknowledges all of it (group commit, as in DeWitt et al., "Implementation techniques for main memory
 * database systems", SIGMOD 1984). The wait of an append is therefore bounded by the commit under way plus its own; the
 * queue in front is bounded and makes callers wait.
 *
 * <p><b>After a failed write or fsync</b> nothing is known about the pages behind it (Rebello et al., "Can applications
 * recover from fsync failures?", USENIX ATC 2020), so the segment is cut back to what was acknowledged and never written
 * again; appends fail until a new segment can be made durable.
 *
 * <p><b>Threads.</b> All public methods may be called from any thread, virtual ones too. {@code append} blocks only while
 * the queue is full. Visitors run on the caller's thread.
 */
@NullMarked
package io.engram.memory.journal;

import org.jspecify.annotations.NullMarked;
