/**
 * Grammars that generated text must follow.
 *
 * <p><b>Role.</b> A {@code GbnfParser} or {@code SchemaCompiler} turns a grammar or a JSON schema into a
 * {@link io.engram.inference.grammar.Grammar}: context-free rules over bytes, character sets being cut into ranges of UTF-8
 * bytes. A {@link io.engram.inference.grammar.GrammarMatcher} runs it as a pushdown automaton whose states are sets of
 * stacks, made and linked on demand (a lazily built automaton, Thompson 1968), and a
 * {@link io.engram.inference.grammar.TokenMasks} walks a vocabulary's byte tree through it once per state.
 *
 * <p><b>Rules.</b> Left recursion and unbounded repetition of something that can be empty are refused when compiling, as is
 * every construct and keyword that would have to be ignored. Object properties come in the order the schema lists them.
 *
 * <p><b>Threading.</b> A grammar is immutable. A matcher and masks belong to one thread.
 */
@NullMarked
package io.engram.inference.grammar;

import org.jspecify.annotations.NullMarked;
