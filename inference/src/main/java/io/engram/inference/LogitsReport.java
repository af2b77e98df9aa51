package io.engram.inference;

import java.util.List;

/**
 * Next-token log-probabilities of a prompt and its greedy continuation: what {@code model logits} prints.
 *
 * @param tokens
 *            the prompt
 * @param top
 *            per prompt position, the likeliest next tokens, likeliest first
 * @param vocab
 *            number of ids the probabilities are over
 * @param greedy
 *            ids that greedy decoding appends to the prompt
 */
public record LogitsReport(List<Integer> tokens, List<List<Candidate>> top, int vocab, List<Integer> greedy) {
    /** Copies the lists. */
    public LogitsReport {
        tokens = List.copyOf(tokens);
        top = top.stream().map(List::copyOf).toList();
        greedy = List.copyOf(greedy);
    }

    /**
     * One possible next token.
     *
     * @param token
     *            its id
     * @param logProbability
     *            natural logarithm of its probability over the whole vocabulary
     */
    public record Candidate(int token, float logProbability) {
    }
}
