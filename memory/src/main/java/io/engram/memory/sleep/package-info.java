/**
 * The jobs of sleep: each meets what the miners of {@code consolidation} found with what the layers hold, and names the
 * changes that follow.
 *
 * <p>A job folds episodes in order of id and, asked on the writer thread, answers with changes that fit the state of that
 * moment; the sleeper journals them together with its watermark. Jobs write nothing themselves, so the same jobs over a copy
 * of the layers make a dry run. Every written rule is listed with its fields in {@code docs/design/05-consolidation.md}.
 *
 * <p>{@link io.engram.memory.sleep.Retraction} is the way back: what follows for derived records when episodes go.
 *
 * <p>Not thread-safe; the sleeping thread owns the jobs. Internal to the memory room.
 */
@NullMarked
package io.engram.memory.sleep;

import org.jspecify.annotations.NullMarked;
