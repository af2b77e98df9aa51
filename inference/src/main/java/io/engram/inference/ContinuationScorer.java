package io.engram.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How likely given continuations are, for choosing among them: what a planner asks of a language model. What the
 * continuations follow is computed once; they themselves are computed together, a prefill batch at a time.
 *
 * <p>Stateless; blocks the calling thread.
 */
public final class ContinuationScorer {
    /** Most forks of the prefix alive at once. */
    private static final int MOST_FORKS = 32;

    private ContinuationScorer() {
    }

    /**
     * One continuation's score.
     *
     * @param tokens
     *            its ids
     * @param logProbability
     *            natural logarithm of its probability after the prefix; the sum of {@code perToken}
     * @param perToken
     *            natural logarithm of each token's probability after everything before it
     */
    public record Score(List<Integer> tokens, double logProbability, List<Double> perToken) {
        /** Copies the lists. */
        public Score {
            tokens = List.copyOf(tokens);
            perToken = List.copyOf(perToken);
        }

        /** Per token: fair between continuations of different lengths. */
        public double mean() {
            return tokens.isEmpty() ? 0 : logProbability / tokens.size();
        }
    }

    /**
     * Scores continuations of what a session holds, which stays as it is.
     *
     * @param prefix
     *            has logits, and room for the longest continuation
     * @param continuations
     *            ids in {@code [0, vocabularySize)}; an empty one has probability 1
     * @return one score per continuation, in order
     */
    public static List<Score> score(Session prefix, List<int[]> continuations) {
        int vocabulary = prefix.model().vocabularySize();
        for (int[] continuation : continuations) {
            for (int id : continuation) {
                if (id < 0 || id >= vocabulary) {
                    throw new IllegalArgumentException(
                            "continuation: expected ids in [0, " + vocabulary + "), received " + id);
                }
            }
            if (continuation.length - 1 > prefix.contextLength() - prefix.position()) {
                throw new IllegalArgumentException("continuation: expected at most "
                        + (prefix.contextLength() - prefix.position() + 1) + " tokens, received "
                        + continuation.length);
            }
        }
        float[] first = prefix.logits();
        double total = Logits.logSum(first);
        List<double[]> scores = new ArrayList<>();
        for (int[] continuation : continuations) {
            double[] each = new double[continuation.length];
            if (each.length > 0) {
                each[0] = first[continuation[0]] - total;
            }
            scores.add(each);
        }
        rest(prefix, continuations, scores);
        List<Score> result = new ArrayList<>();
        for (int i = 0; i < scores.size(); i++) {
            double[] each = scores.get(i);
            result.add(new Score(Arrays.stream(continuations.get(i)).boxed().toList(), Arrays.stream(each).sum(),
                    Arrays.stream(each).boxed().toList()));
        }
        return result;
    }

    /** Fills in all tokens but the first ones. */
    private static void rest(Session prefix, List<int[]> continuations, List<double[]> scores) {
        int batch = prefix.model().options().prefillBatch();
        List<Integer> group = new ArrayList<>();
        int rows = 0;
        for (int i = 0; i < continuations.size(); i++) {
            int needed = continuations.get(i).length - 1;
            if (needed <= 0) {
                continue;
            }
            if (!group.isEmpty() && (rows + needed > batch || group.size() == MOST_FORKS)) {
                together(prefix, continuations, scores, group);
                group.clear();
                rows = 0;
            }
            group.add(i);
            rows += needed;
        }
        if (!group.isEmpty()) {
            together(prefix, continuations, scores, group);
        }
    }

    private static void together(Session prefix, List<int[]> continuations, List<double[]> scores,
            List<Integer> group) {
        List<Session> forks = new ArrayList<>();
        List<int[]> inputs = new ArrayList<>();
        List<LogitsSink> sinks = new ArrayList<>();
        try {
            for (int i : group) {
                int[] tokens = continuations.get(i);
                double[] each = scores.get(i);
                forks.add(prefix.fork());
                inputs.add(Arrays.copyOf(tokens, tokens.length - 1));
                sinks.add((position, logits) -> {
                    int next = position - prefix.position() + 1;
                    each[next] = logits[tokens[next]] - Logits.logSum(logits);
                });
            }
            if (group.size() == 1) {
                forks.getFirst().prefill(inputs.getFirst(), sinks.getFirst());
            } else {
                Session.prefillTogether(forks, inputs, sinks);
            }
        } finally {
            forks.forEach(Session::close);
        }
    }
}
