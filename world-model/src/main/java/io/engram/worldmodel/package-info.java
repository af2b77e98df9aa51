/**
 * Environments and learned models of them: the room that turns lived steps into something that can be searched.
 *
 * <h2>Role</h2>
 * An {@link io.engram.worldmodel.Environment} is a world to live in, with Gymnasium's contract (reset with seed, step,
 * terminated apart from truncated, spaces, action masks). A {@link io.engram.worldmodel.WorldModel} lives beside it: it
 * keeps a belief about the current situation, learns from every observed step, and lends that belief to the planner as
 * an {@code io.engram.planner.World} that can be searched without touching the real environment.
 *
 * <h2>Rules</h2>
 * <ul>
 * <li>A model starts with no knowledge of its environment beyond the two spaces. What a tier assumes about the form of
 * observations (for example that the cells of a grid obey one local rule) is written in that tier's package.</li>
 * <li>A model says what it has not tried: {@link io.engram.worldmodel.Surprise#novelty()} for what was lived, and
 * optimism or low trust for what is imagined.</li>
 * <li>Nothing here reads a clock or a global random generator: seeds, generators and budgets are arguments.</li>
 * </ul>
 *
 * <h2>Threading</h2>
 * Environments and models are single-threaded: one instance is used by one thread at a time and no method may be called
 * while another one runs. Training happens inside {@link io.engram.worldmodel.WorldModel#train}, on the caller's thread.
 *
 * <h2>Papers</h2>
 * Towers et al., Gymnasium: a standard interface for reinforcement learning environments (arXiv 2407.17032); Brafman and
 * Tennenholtz, R-max (JMLR 2002), for optimism about what is unknown; Strehl, Diuk and Littman, Efficient structure
 * learning in factored-state MDPs (AAAI 2007), for factored models learned by counting.
 */
@NullMarked
package io.engram.worldmodel;

import org.jspecify.annotations.NullMarked;
