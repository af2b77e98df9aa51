/**
 * Episodic memory: every episode as it was recorded, in order, with links to its neighbours.
 *
 * <p>Bodies live in the record store (off heap with Chronicle Map); the heap holds a compact directory per episode. Only
 * the agent's writer thread changes it; readers take no lock that the writer holds while it waits for disk.
 */
@NullMarked
package io.engram.memory.episodic;

import org.jspecify.annotations.NullMarked;
