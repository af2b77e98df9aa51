/**
 * The curriculum of the model that ships with Engram: examples made from a seed, without end.
 *
 * <p><b>Role.</b> A simulated town: people with homes, jobs, kin, pets, plans and things, whose state changes over time and
 * is told in the words of somebody; questions about it whose answers are true in that state; and the other skills a small
 * agent needs (calling tools, thinking in steps, saying that it does not know). An example carries its prompt in the very
 * layout that the agent uses, the reply to be learned, and a check that judges any other reply.
 *
 * <p><b>Held out by construction.</b> Every fifth word of a pool, and the phrasings marked for it, never occur in a training
 * example; evaluation examples are made of them. So an evaluation measures the skill and not the memory of a sentence.
 *
 * <p><b>Determinism.</b> Example i of a split is a function of the seed and i. Nothing here reads a clock or a file outside
 * the archive. Everything is immutable and may be shared by threads.
 */
@NullMarked
package io.engram.inference.curriculum;

import org.jspecify.annotations.NullMarked;
