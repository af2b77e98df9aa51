/**
 * Environments with public rules, their exact models, wrappers and a checker.
 *
 * <p>
 * <b>Role.</b> Each environment follows the rules and the scoring that its name stands for elsewhere (Gymnasium's toy-text and
 * classic-control families, board games, 2048, the game of 24, Sokoban), written from the public description. Same seed, same sequence
 * of episodes; the random streams are Java's, so single episodes differ from other implementations while rules, dynamics and
 * distributions do not. The tests hold the dynamics to recorded trajectories and the rules to exact values.
 *
 * <p>
 * <b>Exact models.</b> {@code TabularWorld}, {@code BoardWorld}, {@code Slide2048World}, {@code GameOf24World} and {@code
 * SokobanWorld} put the same rules behind the planner's {@link io.engram.planner.World}, so that a search over the truth can be
 * compared with one over what was learned. Where the whole state is seen, {@code KnownRules} makes them from the environment.
 *
 * <p>
 * <b>Wrappers</b> ({@code TimeLimit}, {@code FrameStack}, {@code SelectObservation}, {@code ScaleReward},
 * {@code NormalizeObservation}) hold another environment and change one thing.
 *
 * <p>
 * <b>Threading.</b> One thread at a time for each environment and each world; rules are immutable and may be shared.
 */
@NullMarked
package io.engram.worldmodel.env;

import org.jspecify.annotations.NullMarked;
