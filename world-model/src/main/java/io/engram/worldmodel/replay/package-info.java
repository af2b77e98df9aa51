/**
 * Lived experience kept for training: whole episodes in the order in which they were lived, bounded by their steps.
 *
 * <p>Plain heap objects, not thread-safe. Observations are shared with whoever produced them and never written to.
 */
@NullMarked
package io.engram.worldmodel.replay;

import org.jspecify.annotations.NullMarked;
