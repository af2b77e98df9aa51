package io.engram.inference.curriculum;

import java.util.List;

/**
 * What to judge a model by.
 *
 * @param suites
 *            of {@link Curriculum#suites}
 * @param examples
 *            of a suite and a seed
 * @param seeds
 *            of the held-out examples; the median over them counts
 * @param thinking
 *            most tokens of thinking
 * @param budgets
 *            whether to try the suites of several steps at every budget, and with eight draws
 * @param failures
 *            most wrong replies that are kept of a suite
 * @param parallel
 *            examples that are answered at the same time, in shared passes
 * @param grounded
 *            whether replies are held to the words of the prompt and of the layout, as a conversation holds them
 */
public record EvaluationOptions(List<String> suites, int examples, List<Long> seeds, Thinking thinking,
        boolean budgets, int failures, int parallel, boolean grounded) {

    /**
     * A thinking budget of an evaluation. Thoughts of the curriculum have 10 to 90 tokens, so budgets that a chat would use
     * never cut one; these do.
     *
     * @param name
     *            for tables
     * @param tokens
     *            0 for no thinking
     */
    public record Thinking(String name, int tokens) {
        /** None. */
        public static final Thinking OFF = new Thinking("off", 0);
        /** Cuts most thoughts. */
        public static final Thinking LOW = new Thinking("low", 12);
        /** Cuts the longer half. */
        public static final Thinking MEDIUM = new Thinking("medium", 36);
        /** Cuts none. */
        public static final Thinking HIGH = new Thinking("high", 512);

        /** From the shortest on. */
        public static List<Thinking> all() {
            return List.of(OFF, LOW, MEDIUM, HIGH);
        }
    }

    /** Copies the lists and checks names and ranges. */
    public EvaluationOptions {
        suites = List.copyOf(suites);
        seeds = List.copyOf(seeds);
        for (String suite : suites) {
            if (!Curriculum.suites().contains(suite)) {
                throw new IllegalArgumentException(
                        "suite: expected one of " + Curriculum.suites() + ", received " + suite);
            }
        }
        if (suites.isEmpty() || seeds.isEmpty()) {
            throw new IllegalArgumentException("suites and seeds: expected at least one of each, received " + suites
                    + " and " + seeds);
        }
        if (examples < 1 || failures < 0 || parallel < 1) {
            throw new IllegalArgumentException(
                    "examples, failures and parallel: expected at least 1, 0 and 1, received " + examples + ", "
                            + failures + " and " + parallel);
        }
    }

    /** All suites, seeds 1 to 3, thoughts of any length, 16 at once. */
    public static EvaluationOptions of(int examples) {
        return new EvaluationOptions(Curriculum.suites(), examples, List.of(1L, 2L, 3L), Thinking.HIGH, false, 0, 16,
                true);
    }
}
