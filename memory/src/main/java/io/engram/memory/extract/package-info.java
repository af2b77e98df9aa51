/**
 * Facts from plain statements, without a model: rules over one sentence at a time, in English and Chinese.
 *
 * <p>The rules prefer to miss. A sentence that asks, supposes, wishes, plans or quotes states nothing; a negation ends, denies
 * or refutes. What they miss stays in the episode, where recall finds it. Times in a sentence are resolved against the time at
 * which it was said.
 *
 * <p>Pure. How well they read is measured on labelled sentences, see {@code docs/bench/extraction.md}.
 */
@NullMarked
package io.engram.memory.extract;

import org.jspecify.annotations.NullMarked;
