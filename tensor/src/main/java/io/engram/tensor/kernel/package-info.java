/**
 * The arithmetic of networks: dot products, matrix times vector and matrix times matrix over stored (quantised) weights,
 * normalisation, rotary positions, activations; and the helper that spreads rows over threads.
 *
 * <p><b>Role.</b> {@link io.engram.tensor.kernel.Kernels} is the one interface. Its scalar version is the reference: plain
 * loops that sum in double. The other is written with the Vector API and is held to the first by the tests. The choice is
 * made once, when {@link io.engram.tensor.kernel.Kernels#best()} is first called, and logged with its reason.
 *
 * <p><b>Rules.</b> This is the only package that may use {@code jdk.incubator.vector}; no vector type appears in a
 * signature. Kernels write to caller-owned arrays, check their ranges once per call, not per element, and give IEEE
 * results for NaN and infinities unless a method says otherwise. Vector versions change the order of a sum, nothing else;
 * the packed weights of {@code PackedMatrix} also round activations to 8 bits, as their documentation says.
 *
 * <p><b>Threading.</b> Kernels hold no state and may be shared. Calls that write disjoint rows of one output may run at
 * once. {@link io.engram.tensor.kernel.Workers} belongs to one calling thread at a time.
 *
 * <p><b>Shapes.</b> A vector is (array, offset); n counts elements. A batch of T vectors of width S in one array has
 * stride S. A weight matrix is [rows = outputs][cols = inputs].
 *
 * <p><b>Sources.</b> RMSNorm: Zhang and Sennrich 2019. RoPE: Su et al. 2021. SwiGLU: Shazeer 2020. Work sharing follows
 * the owner and thief ends of Blumofe and Leiserson 1999, with take-over of unfinished chunks.
 */
@NullMarked
package io.engram.tensor.kernel;

import org.jspecify.annotations.NullMarked;
