package io.engram.inference;

import java.util.ArrayList;
import java.util.Arrays;
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
     * Computes a report on a fresh session.
     *
     * @param prompt
     *            at least one id
     * @param top
     *            candidates per position, at least 0; more than the vocabulary holds gives the whole of it
     * @param greedy
     *            tokens to append, at least 0
     */
    public static LogitsReport of(LanguageModel model, int[] prompt, int top, int greedy) {
        if (prompt.length == 0 || top < 0 || greedy < 0) {
            throw new IllegalArgumentException("expected at least one token, top >= 0 and greedy >= 0, received "
                    + prompt.length + " tokens, " + top + " and " + greedy);
        }
        List<List<Candidate>> candidates = new ArrayList<>();
        List<Integer> continuation = new ArrayList<>();
        try (Session session = model.newSession(Math.addExact(prompt.length, greedy))) {
            session.prefill(prompt, (position, logits) -> candidates.add(candidates(logits, top)));
            for (int i = 0; i < greedy; i++) {
                int next = Logits.argMax(session.logits());
                continuation.add(next);
                if (i + 1 < greedy) {
                    session.accept(next);
                }
            }
        }
        return new LogitsReport(Arrays.stream(prompt).boxed().toList(), candidates, model.vocabularySize(),
                continuation);
    }

    private static List<Candidate> candidates(float[] logits, int top) {
        double total = Logits.logSum(logits);
        return Arrays.stream(Logits.largest(logits, Math.min(top, logits.length)))
                .mapToObj(id -> new Candidate(id, (float) (logits[id] - total))).toList();
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
