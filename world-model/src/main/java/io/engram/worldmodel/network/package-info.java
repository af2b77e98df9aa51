/**
 * What the learned models with deep networks share: {@link io.engram.worldmodel.network.Support} writes numbers as
 * distributions, {@link io.engram.worldmodel.network.Encoders} turns observations into vectors, and {@link
 * io.engram.worldmodel.network.Learner} steps a list of parameters and saves it with everything its optimiser knows.
 *
 * <p>Plain arrays, one thread at a time. Axes as in {@link io.engram.tensor.layer}: {@code [B][width]}, row after row.
 *
 * <p><b>Sources.</b> Two-hot targets and categorical values: Bellemare et al. 2017, Schrittwieser et al. 2020; bins spaced
 * evenly after symlog: Hafner et al. 2023.
 */
@NullMarked
package io.engram.worldmodel.network;

import org.jspecify.annotations.NullMarked;
