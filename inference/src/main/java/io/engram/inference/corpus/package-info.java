/**
 * A user's own text as documents for the trainer.
 *
 * <p><b>Role.</b> Reads plain text and JSON lines, refuses what is no text, and hands out documents by number, so that a run
 * can be resumed anywhere.
 *
 * <p><b>Rules.</b> Nothing a user's text spells becomes a control token. Every error names file and line.
 */
@NullMarked
package io.engram.inference.corpus;

import org.jspecify.annotations.NullMarked;
