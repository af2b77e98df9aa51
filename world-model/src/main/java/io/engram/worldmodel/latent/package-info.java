/**
 * A world model that never draws what it imagines: it learns a latent state in which rewards, ends, values and good actions can
 * be told, and plans there.
 *
 * <p><b>Parts.</b> {@link io.engram.worldmodel.latent.LatentNet}: <em>representation</em> (observation to latent; layers for vectors,
 * a residual convolution for grids, a gated recurrent unit over the last observations and actions where one observation does not show
 * the whole state), <em>dynamics</em> (latent and action to the next latent, reward, whether it goes on) and
 * <em>prediction</em> (latent to action logits and value). Rewards and values are distributions over bins. {@link
 * io.engram.worldmodel.latent.Unroll} trains all of them together along lived sequences; {@link
 * io.engram.worldmodel.latent.LatentWorld} is what the planner searches; {@link io.engram.worldmodel.latent.LatentModel} lives,
 * remembers and trains.
 *
 * <p><b>Targets.</b> Nothing that a search once said is kept: at each update the steady networks (a slow average of the trained
 * ones) judge the drawn sequences anew. Value: rewards of some lived steps and the value behind them. Policy: every action is
 * tried one step in the latent world, and the prior is improved by what that returns, as a Gumbel search with one simulation per
 * action would. Consistency: the imagined latent should point where the representation of what was really seen points. A small
 * decoder back to the observation helps while little is known, and lets predictions be compared with those of other models.
 *
 * <p>Axes as in {@link io.engram.tensor.layer}: {@code [B][width]}. Not thread-safe.
 *
 * <p><b>Sources.</b> Schrittwieser et al. 2020 (MuZero: unrolled training, gradient of dynamics halved) and 2021 (Reanalyse);
 * Danihelka et al. 2022 (improved policy from completed values); Ye et al. 2021 (consistency); Hafner et al. 2023 (symlog bins,
 * continue head); Hansen et al. 2024 (normalised latents). Cho et al. 2014 (GRU), Hausknecht and Stone 2015
 * (recurrence against hidden state). Differences: policy targets by one step of look-ahead instead of a
 * full search; consistency without a projector.
 */
@NullMarked
package io.engram.worldmodel.latent;

import org.jspecify.annotations.NullMarked;
