/**
 * Local mixture-of-experts language models: from a GGUF file to text.
 *
 * <p><b>Role.</b> {@link io.engram.inference.LanguageModel} is a loaded model, {@link io.engram.inference.Session} one
 * conversation with it, {@link io.engram.inference.Generator} the loop from prompt to text, and
 * {@link io.engram.inference.Tokenizer} the way between text and ids. {@code gguf} reads and writes files,
 * {@code tokenizer} holds the vocabularies and {@code transformer} the arithmetic. This package names what users call; the
 * packages below it are for those who look inside.
 *
 * <p><b>Guarantees.</b> Weights stay in the mapped file. What a file says is checked before it is used; a file that cannot
 * be used is refused with one {@link io.engram.inference.ModelFormatException} that names the byte and the reason. The same
 * file, tokens, seed and thread count give the same tokens.
 *
 * <p><b>Sharing.</b> What sessions want at the same time is computed in one pass ({@link io.engram.inference.BatchStatistics}
 * says how often), prompts may come from a cache that they share ({@link io.engram.inference.PromptCache}), and none can spoil
 * another: {@code docs/design/20-sessions.md} says what is exact and what is equal up to rounding.
 *
 * <p><b>Threading.</b> A model and a tokenizer may be shared by any number of threads. A session and a sampler belong to
 * one thread at a time. Every call here computes on the caller's thread (and the model's workers) and blocks it: callers on
 * an event loop hand over to a worker first.
 *
 * <p><b>Words.</b> A <em>token</em> is an id in {@code [0, vocabularySize)}; a <em>position</em> counts tokens from 0;
 * <em>logits</em> are one float per id; <em>prefill</em> computes many known tokens at once and a <em>decode step</em> one
 * new token.
 */
@NullMarked
package io.engram.inference;

import org.jspecify.annotations.NullMarked;
