/**
 * Semantic memory: facts and regularities.
 *
 * <p>A fact is closed in time when it is contradicted, never overwritten: {@code validTo} ends its truth in the world,
 * {@code retiredAt} the agent's belief in it (Rasmussen et al. 2025, arXiv 2501.13956). A regularity counts how often an
 * outcome followed an action in a situation and needs two distinct episodes.
 *
 * <p>Only the agent's writer thread changes it, through the journal; reads are wait-free.
 */
@NullMarked
package io.engram.memory.semantic;

import org.jspecify.annotations.NullMarked;
