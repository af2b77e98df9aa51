/**
 * Element types of model files and matrices over the bytes that hold them.
 *
 * <p><b>Role.</b> {@link io.engram.tensor.DType} names a storage format (plain floats or one of the block-quantised
 * formats of GGUF files) and knows how to turn its bytes into floats; {@link io.engram.tensor.Matrix} is a checked view of
 * row-major bytes, usually of a mapped file. Everything that computes lives in the packages below: {@code kernel} (scalar
 * and SIMD arithmetic, threads), {@code quant} (floats to blocks), {@code layer} and {@code optim} (small trainable
 * networks).
 *
 * <p><b>Rules.</b> Nothing here copies weights or owns memory: the arena behind a segment belongs to whoever mapped it,
 * and reading a matrix after that arena closed throws {@code IllegalStateException}. Sizes are checked once, when a
 * {@code Matrix} is made, so that kernels need not check each block. All stored numbers are little-endian, on every
 * machine.
 *
 * <p><b>Threading.</b> Types are immutable; the bytes behind a matrix are read only. Any thread may read.
 *
 * <p><b>Sources.</b> Block formats follow the GGUF specification of the ggml project; MXFP4 follows the OCP Microscaling
 * Formats specification 1.0 (2023); K-quants are described in llama.cpp pull request 1684.
 */
@NullMarked
package io.engram.tensor;

import org.jspecify.annotations.NullMarked;
