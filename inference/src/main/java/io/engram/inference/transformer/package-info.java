/**
 * The transformer: two spec-driven blocks and a table of architectures.
 *
 * <p><b>Role.</b> Every model here is a stack of layers, and every layer a <em>mixer</em> (moves information between
 * positions) and a <em>feed-forward</em> part (works on each position alone), each after an RMS norm and added to the
 * residual stream. {@link io.engram.inference.transformer.MixerSpec} and
 * {@link io.engram.inference.transformer.FeedForwardSpec} say which kind and how large; {@code Architecture} is the table
 * whose rows say, for each architecture id of GGUF, which of them a file means; {@code WeightLoader} takes the tensors from
 * the file and checks their shapes against the spec; {@link io.engram.inference.transformer.Transformer} runs the stack.
 * Configuration (specs), weights (layers) and run state ({@link io.engram.inference.transformer.SequenceState}) are three
 * separate things.
 *
 * <p><b>Mixers.</b> Grouped-query attention (Ainslie et al. 2023) with RoPE (Su et al. 2021), q/k norms, sliding window,
 * sinks and output gate as options; multi-head latent attention (DeepSeek-V2, 2024); short convolution (LFM2); Mamba-2
 * (Dao and Gu 2024); gated delta net (Yang et al. 2024). <b>Feed-forward.</b> SwiGLU (Shazeer 2020), dense or as a mixture
 * of experts with softmax or sigmoid router, selection bias, groups (DeepSeek-V3, 2024) and shared experts.
 *
 * <p><b>Letters.</b> E embedding length, T rows (tokens) of a batch, H heads, F width of a feed-forward part, X experts, K
 * experts per token, V vocabulary. Arrays are flat and row-major; {@code [T][E]} means element (t, e) at {@code t * E + e}.
 *
 * <p><b>Threading.</b> A transformer computes one batch at a time: {@code forward} takes a lock, so threads take turns. A
 * sequence state belongs to one caller. Row ranges of one result are spread over {@code tensor.kernel.Workers}, whose
 * tasks may run twice or late; so tasks only write to the array they are given, and recurrent state is only changed on the
 * calling thread.
 */
@NullMarked
package io.engram.inference.transformer;

import org.jspecify.annotations.NullMarked;
