/**
 * Records by id: the lookup table behind the memories, derived from the journal and never trusted over it.
 *
 * <p>Three stores pass one suite of tests. <b>Chronicle Map</b> keeps records outside the heap in mapped files and is the
 * default; it reaches into the JDK and needs the flags in {@code jvm.flags}. Where they are missing, {@link
 * io.engram.memory.store.RecordStores#open} says so once in the log and uses the <b>file store</b>, which needs nothing:
 * one data file, an open-addressed index of offsets in the heap. The <b>heap store</b> is for tests and short-lived agents.
 *
 * <p><b>Trust.</b> A store that was not closed properly is emptied on the next open and says {@code cleanOpen() == false};
 * its owner replays the journal into it. Repair is never tried: a map that reads well after a crash can still hold a stale
 * lock or lack an acknowledged value (measured; see the research notes behind {@code docs/design}). The mark of a proper
 * close is written after the data is on disk, and removed, durably, before anything is changed again. It carries the
 * journal's sequence number up to which the store is complete.
 *
 * <p><b>Forgetting.</b> {@code remove} and an overwriting {@code put} leave no byte of the old value in the store's files.
 *
 * <p><b>Threads.</b> A store may be used by any number of threads; operations on one id are atomic. A file lock keeps
 * other processes and other instances away.
 */
@NullMarked
package io.engram.memory.store;

import org.jspecify.annotations.NullMarked;
