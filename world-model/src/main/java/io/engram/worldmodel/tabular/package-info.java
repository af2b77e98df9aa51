/**
 * The tabular tier: a world model for observations that come back exactly, learned by counting.
 *
 * <h2>What it assumes</h2>
 * Two equal observations are the same state, whatever came before; and there are few enough of them to be remembered one
 * by one. The model can be asked about any kind of observation; where observations never repeat it is of no use, and its
 * {@linkplain io.engram.worldmodel.Accuracy open-loop error} says so.
 *
 * <h2>How it works</h2>
 * {@code Counts} keeps, for every state and action, which outcomes followed how often and with what mean reward. {@code
 * SweepSolver} keeps the values of all states up to date by prioritized sweeping (Moore and Atkeson 1993). What was never
 * tried is taken to be as good as the best that is known (R-max, Brafman and Tennenholtz 2002). How soon a state and
 * action count as known is learned: the share of n-th tries that still showed something new in this world. In a
 * deterministic world one try is enough; in one of chance a bonus of beta / sqrt(n) is added (MBIE-EB, Strehl and Littman
 * 2008). Both fade with {@link io.engram.worldmodel.WorldModel#exploration}; what was never tried then counts as bad.
 *
 * <p>Single-threaded, as {@link io.engram.worldmodel.WorldModel} says.
 */
@NullMarked
package io.engram.worldmodel.tabular;

import org.jspecify.annotations.NullMarked;
