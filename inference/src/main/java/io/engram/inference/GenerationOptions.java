package io.engram.inference;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * When a generation ends and how its tokens are drawn.
 *
 * @param maxTokens
 *            at least 0; the most tokens to generate
 * @param sampling
 *            how each token is drawn
 * @param stop
 *            non-empty strings; generation ends when the text contains one, and the text given back ends before it
 * @param ignoreEnd
 *            whether to go on after an end-of-text token, for speed runs
 * @param constraint
 *            the form that the text must have; generation ends when it is whole and nothing can follow
 */
public record GenerationOptions(int maxTokens, SamplingOptions sampling, List<String> stop, boolean ignoreEnd,
        Optional<Constraint> constraint) {
    /** Copies the list and refuses negative lengths and empty stop strings. */
    public GenerationOptions {
        if (maxTokens < 0) {
            throw new IllegalArgumentException("maxTokens: expected an integer >= 0, received " + maxTokens);
        }
        Objects.requireNonNull(sampling, "sampling");
        stop = List.copyOf(stop);
        if (stop.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("stop: expected non-empty strings, received " + stop);
        }
    }

    /** Without a constraint. */
    public GenerationOptions(int maxTokens, SamplingOptions sampling, List<String> stop, boolean ignoreEnd) {
        this(maxTokens, sampling, stop, ignoreEnd, Optional.empty());
    }

    /** The same with a form that the text must have. */
    public GenerationOptions withConstraint(Constraint form) {
        return new GenerationOptions(maxTokens, sampling, stop, ignoreEnd, Optional.of(form));
    }

    /** At most {@code maxTokens} tokens, ended early only by the model's own end of text. */
    public static GenerationOptions of(int maxTokens, SamplingOptions sampling) {
        return new GenerationOptions(maxTokens, sampling, List.of(), false);
    }
}
