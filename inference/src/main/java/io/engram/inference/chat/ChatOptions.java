package io.engram.inference.chat;

import io.engram.inference.Constraint;
import io.engram.inference.SamplingOptions;
import java.util.Objects;
import java.util.Optional;

/**
 * How a reply is made.
 *
 * @param maxTokens
 *            most tokens of a reply, thinking included
 * @param sampling
 *            how each token is drawn
 * @param thinking
 *            how long it may think
 * @param shown
 *            what is told of the thinking
 * @param closing
 *            a sentence with which thinking that ran out of budget ends; may be empty
 * @param calls
 *            whether tools may or must be called
 * @param form
 *            what form the answer after the thinking has; with one, no tool is called
 * @param grounding
 *            the only words beside those of the prompt
 */
public record ChatOptions(int maxTokens, SamplingOptions sampling, ThinkingBudget thinking, Shown shown, String closing,
        Calls calls, Optional<Constraint> form, Optional<Grounding> grounding) {
    /** What is told of the thinking. */
    public enum Shown {
        /** All of it. */
        VISIBLE,
        /** Nothing; its tokens are still counted. */
        HIDDEN,
        /** Its length in tokens, once it is over. */
        LENGTH
    }

    /** Whether tools are called. */
    public enum Calls {
        /** Where the model wants to. A call that has begun cannot be malformed. */
        ALLOWED,
        /** The reply is a call. */
        REQUIRED
    }

    /** Refuses nulls, and an answer that must be a call and of another form. */
    public ChatOptions {
        Objects.requireNonNull(sampling, "sampling");
        Objects.requireNonNull(thinking, "thinking");
        Objects.requireNonNull(shown, "shown");
        Objects.requireNonNull(closing, "closing");
        Objects.requireNonNull(calls, "calls");
        if (calls == Calls.REQUIRED && form.isPresent()) {
            throw new IllegalArgumentException("form: expected none where a call is required");
        }
    }

    /** With thinking visible, and tools called where the model wants to. */
    public static ChatOptions of(int maxTokens, SamplingOptions sampling, ThinkingBudget thinking) {
        return new ChatOptions(maxTokens, sampling, thinking, Shown.VISIBLE, "I have thought enough and answer now.",
                Calls.ALLOWED, Optional.empty(), Optional.empty());
    }

    /** The same, telling otherwise of the thinking. */
    public ChatOptions showing(Shown what) {
        return new ChatOptions(maxTokens, sampling, thinking, what, closing, calls, form, grounding);
    }

    /** The same with calls allowed or required. */
    public ChatOptions calling(Calls whether) {
        return new ChatOptions(maxTokens, sampling, thinking, shown, closing, whether, form, grounding);
    }

    /** The same with a form that the whole answer has. */
    public ChatOptions answering(Constraint of) {
        return new ChatOptions(maxTokens, sampling, thinking, shown, closing, calls, Optional.of(of), grounding);
    }

    /** The same in no other words than those of the prompt and these. */
    public ChatOptions grounded(Grounding in) {
        return new ChatOptions(maxTokens, sampling, thinking, shown, closing, calls, form, Optional.of(in));
    }

    /** The same with another sentence at the end of thinking that ran out of budget. */
    public ChatOptions closingWith(String sentence) {
        return new ChatOptions(maxTokens, sampling, thinking, shown, sentence, calls, form, grounding);
    }
}
