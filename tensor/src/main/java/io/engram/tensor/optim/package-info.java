/**
 * Optimisers over {@link io.engram.tensor.layer.Parameter}s: Adam with decoupled weight decay, and clipping of gradients by
 * their global norm.
 *
 * <p><b>Rules.</b> A step reads gradients and writes values; it never clears gradients, the training loop does. No chance
 * is involved: the same gradients give the same values.
 *
 * <p><b>Threading.</b> One thread at a time, not while a forward pass reads the same parameters.
 *
 * <p><b>Sources.</b> Adam: Kingma and Ba 2015. AdamW: Loshchilov and Hutter 2019. Clipping: Pascanu et al. 2013.
 */
@NullMarked
package io.engram.tensor.optim;

import org.jspecify.annotations.NullMarked;
