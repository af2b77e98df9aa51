/**
 * The ensemble tier: a world model of small networks for numeric vectors with smooth dynamics.
 *
 * <h2>What it assumes</h2>
 * An observation is a short vector of numbers that change a little with each step; together with a few earlier ones, where
 * {@link io.engram.worldmodel.ensemble.EnsembleOptions#history()} says so, it is the whole state. Nothing is known of
 * rewards, ends or what the numbers mean.
 *
 * <h2>How it works</h2>
 * {@code Dynamics}: several networks predict the change of the observation (Chua et al. 2018, deterministic members); one
 * predicts reward and end from the state, the action and what follows. {@code Dreams}: action values are learned from
 * imagined steps alone, in a crowd of imagined states that starts from lived ones and goes where acting well would lead.
 * {@code Gate}: of the value networks that came about, the one that does best in imagined whole episodes decides.
 * {@code VectorWorld}: the planner searches the same model with these values at its leaves; the members' disagreement is
 * its trust. {@code Novelty}: as long as nothing lived tells good from bad, unlived places are what is strived for.
 *
 * <h2>What it leaves out</h2>
 * Chance in the dynamics (the mean is predicted), memory longer than its history, and pixels.
 *
 * <p>Single-threaded, as {@link io.engram.worldmodel.WorldModel} says.
 */
@NullMarked
package io.engram.worldmodel.ensemble;

import org.jspecify.annotations.NullMarked;
