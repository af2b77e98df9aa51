/**
 * Floats to stored blocks, with the rounding of the reference quantisers of the ggml project's simple formats.
 *
 * <p><b>Role.</b> {@link io.engram.tensor.quant.Quantizer} writes F32, F16, BF16, Q8_0 and Q4_0, for model files made
 * here and for tests. The way back is {@link io.engram.tensor.DType#dequantize}.
 *
 * <p><b>Error bounds</b>, per block with largest magnitude m: Q8_0 half a step, m / 254, plus the F16 rounding of the
 * scale; Q4_0 one step of m / 8 at the far end, else half a step. F16 and BF16 round to nearest, ties to even.
 *
 * <p><b>Threading.</b> Stateless.
 */
@NullMarked
package io.engram.tensor.quant;

import org.jspecify.annotations.NullMarked;
