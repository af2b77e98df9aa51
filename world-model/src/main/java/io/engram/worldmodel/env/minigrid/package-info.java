/**
 * Grid rooms with keys, doors and a partial egocentric view, after the public rules of MiniGrid.
 *
 * <p>A {@link io.engram.worldmodel.env.minigrid.MiniGrid} is one environment; its static factories name the rooms. The
 * rules are written from the public description (Chevalier-Boisvert et al., Minigrid and Miniworld, NeurIPS 2023
 * datasets and benchmarks, arXiv 2306.13831): object, colour and state ids, seven actions, the 7x7x3 view with occlusion,
 * and the reward {@code 1 - 0.9 * steps / maxSteps} are the same; the random stream is Java's and not numpy's, so a seed
 * names other layouts than in Python.
 *
 * <p>Not thread-safe; a {@linkplain io.engram.worldmodel.env.minigrid.MiniGrid#copy() copy} shares nothing with its
 * original.
 */
@NullMarked
package io.engram.worldmodel.env.minigrid;

import org.jspecify.annotations.NullMarked;
