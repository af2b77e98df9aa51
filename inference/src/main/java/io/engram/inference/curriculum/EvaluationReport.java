package io.engram.inference.curriculum;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation found. As JSON it is described in {@code docs/formats/model-eval.md}.
 *
 * @param model
 *            its name
 * @param examples
 *            of a suite and a seed
 * @param seeds
 *            of the examples
 * @param thinking
 *            budget of {@code suites}
 * @param suites
 *            in the order asked for
 * @param falseUnknown
 *            share of replies that say "don't know" where the notes have the answer; null if none was asked
 * @param budgets
 *            suites of several steps by budget; empty unless asked for
 * @param failures
 *            the first wrong replies
 * @param generatedTokens
 *            of all replies
 * @param seconds
 *            that it took
 * @param grounded
 *            whether replies were held to the words of their prompts and of the layout
 */
@JsonNaming(SnakeCaseStrategy.class)
public record EvaluationReport(String model, int examples, List<Long> seeds, EvaluationOptions.Thinking thinking,
        List<Suite> suites, @Nullable Spread falseUnknown, List<AtBudget> budgets, List<Failure> failures,
        long generatedTokens, double seconds, boolean grounded) {

    /**
     * A measure over the seeds.
     *
     * @param values
     *            one per seed, 0 to 1
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Spread(double median, double least, double most, List<Double> values) {
        static Spread of(List<Double> values) {
            List<Double> sorted = new ArrayList<>(values);
            sorted.sort(null);
            int n = sorted.size();
            double median = (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
            return new Spread(median, sorted.getFirst(), sorted.getLast(), List.copyOf(values));
        }
    }

    /**
     * One suite.
     *
     * @param measure
     *            {@code accuracy}, or {@code f1} where replies are lists of facts
     * @param parts
     *            the same measure by kind of example, where a suite has several
     * @param tokens
     *            mean of a reply with its thinking
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Suite(String suite, String measure, Spread score, Map<String, Double> parts, double tokens) {
    }

    /**
     * A suite at a thinking budget.
     *
     * @param thinking
     *            its name; {@code best-of-8} draws eight replies at the largest and takes what most agree with
     * @param budget
     *            tokens of thinking
     * @param tokens
     *            mean of an answer, all draws together
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record AtBudget(String suite, String thinking, int budget, Spread score, double tokens) {
    }

    /** A wrong reply: what was asked, what was to be said, and what was. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Failure(String suite, String prompt, String expected, String reply) {
    }
}
