/**
 * Procedural memory: skills that run without the language model.
 *
 * <p>A skill is kept only after success in at least two distinct episodes (Voyager, arXiv 2305.16291; options, Sutton,
 * Precup and Singh 1999), is proven by the outcome of its uses, demoted when it fails and retired when nobody uses it.
 *
 * <p>Reads are wait-free over an immutable snapshot; only the agent's writer thread replaces it.
 */
@NullMarked
package io.engram.memory.procedural;

import org.jspecify.annotations.NullMarked;
