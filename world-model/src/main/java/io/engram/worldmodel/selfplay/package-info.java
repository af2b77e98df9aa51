/**
 * Learning a two-player board game by playing it against oneself.
 *
 * <p><b>Role.</b> The rules are known and exact ({@link io.engram.worldmodel.env.BoardGame}); what is learned is judgement: which
 * moves look promising and who will win. A search of the rules with this judgement plays better than the judgement alone; the
 * judgement learns from what the search found and how the game ended, and so on (expert iteration). {@link
 * io.engram.worldmodel.selfplay.SelfPlayModel} is this as a {@link io.engram.worldmodel.WorldModel}: it practises in {@code train},
 * that is in sleep, and lives games against whoever the environment has as opponent. Lived games are played and measured, not
 * learned from: all learning comes from its own games, so the opponent it is measured against has taught it nothing.
 *
 * <p><b>Guarantees.</b> Same seed, same games, same networks. What is saved holds everything: resumed practice goes on bit for bit.
 *
 * <p>Not thread-safe.
 *
 * <p><b>Sources.</b> Anthony et al. 2017 (expert iteration); Silver et al. 2018 (AlphaZero); Danihelka et al. 2022 (Gumbel: the
 * policy target with few simulations); Winands et al. 2008 (proven values).
 */
@NullMarked
package io.engram.worldmodel.selfplay;

import org.jspecify.annotations.NullMarked;
