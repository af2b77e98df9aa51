/**
 * The language path of a turn: what is said is taken in, remembered, answered from memory by a language model, and every step
 * of it can be looked at afterwards.
 *
 * <p><b>Role.</b> {@link io.engram.agent.talk.Talk} is a conversation: it perceives a message, decides what the model needs to
 * see ({@link io.engram.agent.talk.Intent}), recalls notes, writes the prompt in the layout that engram-mini was trained on
 * ({@code io.engram.inference.layout}), streams the reply, calls tools through the permissioned runner, resolves the sources of
 * the reply to episodes, and learns the facts that were stated.
 *
 * <p><b>Threads.</b> A conversation belongs to one thread; {@link io.engram.agent.talk.Talk#interrupt} may be called on any.
 *
 * <p><b>Errors.</b> A message that cannot be taken is refused with {@link java.lang.IllegalArgumentException} and changes
 * nothing; a tool that fails is a step of the turn, not its end.
 */
@NullMarked
package io.engram.agent.talk;

import org.jspecify.annotations.NullMarked;
