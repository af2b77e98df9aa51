/**
 * How engram-mini is spoken to: the one layout that its curriculum trains and that the agent writes, so that the two cannot
 * drift.
 *
 * <p>{@link io.engram.inference.layout.Prompt} writes it as text, the template {@link
 * io.engram.inference.layout.Layout#template} as a model file's own chat template does; a test holds the two equal. Changing
 * anything here means training the model again. Everything is immutable and may be shared by threads, except a prompt that is
 * being written.
 */
@NullMarked
package io.engram.inference.layout;

import org.jspecify.annotations.NullMarked;
