/**
 * Small trainable layers: a forward and a backward pass over batches in plain arrays.
 *
 * <p><b>Role.</b> What a learned world model of some ten thousand weights needs, and no more: there is no tape and no
 * graph. A caller runs the forward passes in order, keeps the arrays between them, and runs the backward passes in
 * reverse. A layer keeps parameters, never activations, so one layer may be applied several times in an unrolled model and
 * every backward call adds to the same gradients.
 *
 * <p>{@link io.engram.tensor.layer.Part} puts layers together (chains, residual paths, convolutions) where keeping all arrays by
 * hand would be longer than the network: what a forward pass computes is then kept by a {@code Use}.
 *
 * <p><b>Conventions.</b> B is the batch, a batch of vectors of width W is {@code float[B * W]}, row after row. Backward
 * passes <em>add</em> to parameter gradients and <em>overwrite</em> input gradients. Losses return the mean over the batch
 * and write the gradient of that mean. Chance comes in as a {@link java.util.random.RandomGenerator}; the same generator
 * state gives the same weights.
 *
 * <p><b>Threading.</b> Forward passes only read parameters. Training one layer belongs to one thread at a time.
 *
 * <p><b>Sources.</b> Initialisation: He et al. 2015 (fan-in). LayerNorm: Ba et al. 2016. SiLU: Elfwing et al. 2018.
 * Residual paths: He et al. 2016. GRU: Cho et al. 2014. Cosine distance against a constant target: Chen and He 2021 (SimSiam).
 */
@NullMarked
package io.engram.tensor.layer;

import org.jspecify.annotations.NullMarked;
