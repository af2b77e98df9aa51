/**
 * Quality runs over public conversation data: how much of the evidence for a question does recall bring back, without a
 * language model in the loop.
 *
 * <p>{@link io.engram.memory.eval.LocomoEval} reads a file in the format of LoCoMo (Maharana et al. 2024, arXiv 2402.17753),
 * gives each conversation an agent of its own, and counts. The data is never part of the project. Runs block; use any thread.
 */
@NullMarked
package io.engram.memory.eval;

import org.jspecify.annotations.NullMarked;
