/**
 * Working memory: what the agent has in mind, bounded by tokens.
 *
 * <p>Role: hold few items for the next prompts and decisions and push out the least salient to episodic memory. It does no
 * search of its own. Changes go through the agent's single writer and its journal; reads are lock-free snapshots.
 */
@NullMarked
package io.engram.memory.working;

import org.jspecify.annotations.NullMarked;
