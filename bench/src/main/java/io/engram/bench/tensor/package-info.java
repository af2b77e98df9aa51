/**
 * Rates of the tensor kernels on this machine: bytes of weights per second for one input vector (decode), operations per
 * second for a batch (prefill), plain beside vector version, one and two threads.
 *
 * <p>Figures are the best window of a run, because other programs can only slow a kernel down; the median is shown beside
 * it. Weights are larger than the caches, so that decode rates are those of memory.
 */
@NullMarked
package io.engram.bench.tensor;

import org.jspecify.annotations.NullMarked;
