/**
 * Nearest neighbours of unit vectors by inner product, with exact scan while there are few and a navigable small-world graph
 * beyond. Derived: every vector is in the journal, and an index that cannot be trusted is built again.
 *
 * <p>HNSWlib-java builds the graph (Malkov and Yashunin, arXiv 1603.09320). It is kept on a short lead, because it deadlocks
 * with many writers, races on resize and save, never reuses the slot of a removed item and keeps its vector. So: one writer
 * at a time, vectors live in our own storage and the library sees slot numbers, distances come from {@code tensor}'s kernels,
 * removed vectors are erased at once, and the graph is built anew in the background and swapped in when it is full or too
 * much of it is dead.
 *
 * <p><b>Threads.</b> Any thread may call any method. Changes take turns; searches run beside them.
 */
@NullMarked
package io.engram.memory.index;

import org.jspecify.annotations.NullMarked;
