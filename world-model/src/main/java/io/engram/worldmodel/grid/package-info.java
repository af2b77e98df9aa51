/**
 * The grid tier: a world model for egocentric grids of small ids, learned by counting within some hundred steps.
 *
 * <h2>What it assumes</h2>
 * <ul>
 * <li>The observation is a grid of cells, each an id tuple; one id may mean "hidden". The space says where in the grid the
 * observer stands ({@link io.engram.worldmodel.Space.Grid}).</li>
 * <li>An action moves the view rigidly: a shift of at most one cell, a number of quarter turns, or neither. Which action
 * does which, and when, is learned ({@code StepReader}).</li>
 * <li>Effects are local: they depend on, and change, at most the observer's own cell and six cells around it
 * ({@code Patch}). Which of them matter is learned ({@code GridRules}).</li>
 * <li>Cells that are out of sight stay as they were last seen ({@code BeliefMap}); the same patch and action lead to the
 * same outcome most of the time. Things that move by themselves break this and are only noticed as unexplained cells.</li>
 * </ul>
 * Nothing is known about what the ids stand for, what actions do, where reward comes from or when episodes end.
 *
 * <h2>How it works</h2>
 * Every lived step is read as (motion, changed cells, reward, end) against the remembered map, and counted under the patch
 * it happened in. The present belief and the rules make an imagined world: steps are predicted from the counts, and a step
 * that was never tried is a gamble on the best reward with a learned probability of surprise (optimism as in R-max,
 * Brafman and Tennenholtz 2002; factored counts as in Strehl, Diuk and Littman 2007 and in object-oriented MDPs, Diuk,
 * Cohen and Littman 2008). {@code BeliefSolver} values the states that can be imagined from here by dynamic programming;
 * the planner searches with these values as leaf judgement. When nothing known or unknown is worth going for, patches
 * that were lived rarely become attractive.
 *
 * <h2>What it leaves out</h2>
 * Distributions over outcomes (the most frequent one is predicted), objects that move, and inference about cells never
 * seen, which are worth a fixed share of the best reward.
 *
 * <p>Single-threaded, as {@link io.engram.worldmodel.WorldModel} says.
 */
@NullMarked
package io.engram.worldmodel.grid;

import org.jspecify.annotations.NullMarked;
