/**
 * Learning 2048 by playing it: the value of a board after a slide, from tables over tuples of cells.
 *
 * <p><b>Role.</b> The rules are known and chance is fair ({@link io.engram.worldmodel.env.Slide2048World}); what is learned is
 * judgement. {@link io.engram.worldmodel.ntuple.TupleModel} is this as a {@link io.engram.worldmodel.WorldModel}: it practises in
 * {@code train}, that is in sleep, a game for an update, and lives games with a search over slides and tiles, without learning from
 * them, so that the learning curve is a measurement.
 *
 * <p><b>How.</b> A board after a slide, before the tile appears, is worth the sum of one table entry for each tuple of cells under
 * each of the eight turns and mirrorings. Every game is played greedily; its boards are then gone through from the end, each moved
 * towards the reward that followed and the value of the next one (temporal differences without a trace). The tiles are all the
 * exploration there is.
 *
 * <p><b>Guarantees.</b> Same seed, same games, same tables; what is saved holds everything: resumed practice goes on bit for bit.
 *
 * <p>Not thread-safe.
 *
 * <p><b>Sources.</b> Szubert and Jaśkowski 2014 (n-tuple networks, values after the slide); Yeh et al. 2017 (from the end of the
 * game).
 */
@NullMarked
package io.engram.worldmodel.ntuple;

import org.jspecify.annotations.NullMarked;
