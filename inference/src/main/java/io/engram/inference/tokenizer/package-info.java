/**
 * Vocabularies and the algorithms that cut text into their tokens.
 *
 * <p><b>Role.</b> {@link io.engram.inference.tokenizer.Vocabulary} is what a file lists; a
 * {@link io.engram.inference.tokenizer.TextEncoder} cuts text that holds no special tokens. Byte-level BPE (Sennrich et al.
 * 2016, on bytes as in Radford et al. 2019) first cuts text into words with the model's own
 * {@link io.engram.inference.tokenizer.PreTokenizer}, then joins byte symbols by merge rank; SentencePiece BPE (Kudo and
 * Richardson 2018) joins characters by score. {@link io.engram.inference.tokenizer.SpecialTokens} finds control and
 * user-defined tokens before either.
 *
 * <p><b>Rules.</b> The oracle is llama.cpp's result for the same vocabulary file; where original tokenizers and it differ
 * (rare scripts, overlapping special tokens) it wins. Everything here is exact: no normalisation, no loss, every byte string
 * that is valid UTF-8 comes back from decoding.
 *
 * <p><b>Threading.</b> All types are immutable after construction and may be shared.
 */
@NullMarked
package io.engram.inference.tokenizer;

import org.jspecify.annotations.NullMarked;
