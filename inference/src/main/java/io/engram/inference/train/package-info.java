/**
 * Training of small mixture-of-experts transformers.
 *
 * <p><b>Role.</b> Forward and backward pass of one architecture, an optimiser step over several threads, checkpoints, and
 * export to a GGUF file that the inference engine (and independent ones) run. The engine itself is never used to train, and
 * nothing here is used to answer: the file is the only thing that passes between them.
 *
 * <p><b>Architecture.</b> The recipe of DeepSeek-V3 at small scale, under the GGUF id {@code bailingmoe2}: pre-norm
 * residual blocks of grouped-query attention with RMS-normed queries and keys and rotary positions, then a mixture of
 * fine-grained SwiGLU experts beside one shared expert. The router's gate is a sigmoid; the experts with the largest gate
 * plus selection bias are taken, weighted by their gates without bias, divided by their sum. The bias is no trained
 * parameter: after each step it moves a little towards equal load.
 *
 * <p><b>Conventions.</b> T is the number of tokens of a batch, D the model width, X the number of experts, K the experts of
 * a token, F the width of an expert. A batch is documents one after another; attention never crosses a document, so there is
 * no padding. Backward passes add to parameter gradients and overwrite input gradients unless they say otherwise. Classes
 * of one network share the network's thread; networks over shadows of the same parameters run side by side, one per shard of
 * a batch, so that a result depends on the number of shards and not on which thread was faster.
 *
 * <p><b>Sources.</b> DeepSeek-V3 (DeepSeek-AI 2024): routing, bias update, shared expert. RoPE: Su et al. 2021. RMSNorm:
 * Zhang and Sennrich 2019. SwiGLU: Shazeer 2020. AdamW: Loshchilov and Hutter 2019. Muon: Jordan et al. 2024. DPO: Rafailov
 * et al. 2023. LoRA: Hu et al. 2021.
 */
@NullMarked
package io.engram.inference.train;

import org.jspecify.annotations.NullMarked;
