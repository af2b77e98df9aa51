/**
 * Talking to a model: messages to prompt, reply to text, thinking and tool calls.
 *
 * <p><b>Role.</b> {@link io.engram.inference.chat.Chat} is a dialogue with a model; it renders messages with the model's own
 * {@link io.engram.inference.chat.ChatTemplate}, keeps what the session already computed, generates under a
 * {@link io.engram.inference.chat.ThinkingBudget} and takes the reply apart with a
 * {@link io.engram.inference.chat.ReplyParser}, whose form is known from the template's text. {@code docs/design/40-chat.md}
 * lists the forms and the decisions.
 *
 * <p><b>Threading.</b> Templates are immutable and shared; a chat and a reply parser belong to one thread at a time.
 */
@NullMarked
package io.engram.inference.chat;

import org.jspecify.annotations.NullMarked;
