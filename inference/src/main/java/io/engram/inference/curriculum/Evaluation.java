package io.engram.inference.curriculum;

import io.engram.inference.LanguageModel;
import io.engram.inference.curriculum.EvaluationOptions.Thinking;
import io.engram.inference.curriculum.EvaluationReport.AtBudget;
import io.engram.inference.curriculum.EvaluationReport.Failure;
import io.engram.inference.curriculum.EvaluationReport.Spread;
import io.engram.inference.curriculum.EvaluationReport.Suite;
import io.engram.inference.layout.Layout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Judges a model by held-out examples: replies come greedily from the engine that chat uses, examples answered at the same
 * time share its passes.
 */
public final class Evaluation {
    /** Suites whose notes hold the answer. */
    private static final List<String> ANSWERABLE = List.of("one-hop", "two-hops", "newer-wins", "when");
    /** Suites that take several steps. */
    private static final List<String> STEPS = List.of("two-hops", "arithmetic-3", "arithmetic-4", "calendar", "logic");
    private static final int DRAWS = 8;
    private static final Check UNKNOWN = new Check.Unknown();

    private final LanguageModel model;
    private final EvaluationOptions options;
    private final Answerer answerer;
    private final Consumer<String> progress;
    private final Together together;
    private final List<Failure> failures = new ArrayList<>();
    private long tokens;

    private Evaluation(LanguageModel model, EvaluationOptions options, Consumer<String> progress) {
        this.model = model;
        this.options = options;
        this.answerer = new Answerer(model,
                options.grounded() ? Optional.of(Layout.grounding()) : Optional.empty());
        this.progress = progress;
        this.together = new Together(options.parallel());
    }

    /**
     * Runs all of it on the calling thread and threads of its own.
     *
     * @param progress
     *            hears one line per suite and seed
     * @throws IllegalStateException
     *             if the calling thread is interrupted or the model has no vocabulary
     */
    public static EvaluationReport run(LanguageModel model, EvaluationOptions options, Consumer<String> progress) {
        Evaluation evaluation = new Evaluation(model, options, progress);
        try {
            return evaluation.run();
        } finally {
            evaluation.together.close();
        }
    }

    /** How good a reply is, 0 to 1: F1 for lists of facts, else right or wrong. */
    static double score(Example example, String reply) {
        return example.check() instanceof Check.Json json
                ? json.score(reply)
                : example.check().accepts(reply) ? 1 : 0;
    }

    /** How examples of a budget are answered. */
    private interface Way {
        Answerer.Answer answer(Example example, long seed);
    }

    /** Examples of one suite and seed with their answers, in order. */
    private record Judged(List<Example> examples, List<Answerer.Answer> answers) {
        double score() {
            double sum = 0;
            for (int i = 0; i < examples.size(); i++) {
                sum += Evaluation.score(examples.get(i), answers.get(i).reply());
            }
            return sum / examples.size();
        }
    }

    private EvaluationReport run() {
        long start = System.nanoTime();
        List<Suite> suites = new ArrayList<>();
        Map<Long, long[]> unknown = new LinkedHashMap<>();
        Map<String, List<Judged>> main = new LinkedHashMap<>();
        for (String suite : options.suites()) {
            List<Judged> judged = judge(suite, options.thinking().name(),
                    (example, seed) -> answerer.greedy(example, options.thinking().tokens()));
            main.put(suite, judged);
            suites.add(suite(suite, judged));
            judged.forEach(j -> keepFailures(suite, j));
            for (int s = 0; ANSWERABLE.contains(suite) && s < judged.size(); s++) {
                long[] counts = unknown.computeIfAbsent(options.seeds().get(s), seed -> new long[2]);
                counts[0] += judged.get(s).answers.stream().filter(a -> UNKNOWN.accepts(a.reply())).count();
                counts[1] += judged.get(s).answers.size();
            }
        }
        @Nullable
        Spread falseUnknown = unknown.isEmpty()
                ? null
                : Spread.of(unknown.values().stream().map(c -> (double) c[0] / c[1]).toList());
        List<AtBudget> budgets = options.budgets() ? budgets(main) : List.of();
        return new EvaluationReport(model.info().name(), options.examples(), options.seeds(), options.thinking(),
                suites, falseUnknown, budgets, failures, tokens, (System.nanoTime() - start) / 1e9, options.grounded());
    }

    private List<AtBudget> budgets(Map<String, List<Judged>> main) {
        List<AtBudget> all = new ArrayList<>();
        for (String suite : STEPS) {
            if (!options.suites().contains(suite)) {
                continue;
            }
            for (Thinking thinking : Thinking.all()) {
                List<Judged> judged = thinking.equals(options.thinking())
                        ? main.getOrDefault(suite, List.of())
                        : judge(suite, thinking.name(), (example, seed) -> answerer.greedy(example, thinking.tokens()));
                all.add(new AtBudget(suite, thinking.name(), thinking.tokens(), spread(judged), meanTokens(judged)));
            }
            int most = Thinking.HIGH.tokens();
            List<Judged> best = judge(suite, "best of " + DRAWS,
                    (example, seed) -> answerer.bestOf(DRAWS, example, most, seed));
            all.add(new AtBudget(suite, "best-of-" + DRAWS, most, spread(best), meanTokens(best)));
        }
        return all;
    }

    private List<Judged> judge(String suite, String name, Way way) {
        List<Judged> all = new ArrayList<>();
        for (long seed : options.seeds()) {
            List<Example> examples = new Curriculum(seed).examples(suite, options.examples());
            List<Callable<Answerer.Answer>> tasks = new ArrayList<>();
            for (int i = 0; i < examples.size(); i++) {
                Example example = examples.get(i);
                long number = seed * 1_000_003 + i;
                tasks.add(() -> way.answer(example, number));
            }
            Judged judged = new Judged(examples, together.all(tasks));
            tokens += judged.answers.stream().mapToInt(Answerer.Answer::tokens).sum();
            all.add(judged);
            progress.accept(String.format(Locale.ROOT, "%s · thinking %s · seed %d · %.3f", suite, name, seed,
                    judged.score()));
        }
        return all;
    }

    private static Suite suite(String name, List<Judged> judged) {
        Map<String, double[]> parts = new TreeMap<>();
        boolean facts = false;
        for (Judged j : judged) {
            for (int i = 0; i < j.examples.size(); i++) {
                Example example = j.examples.get(i);
                facts |= example.check() instanceof Check.Json;
                double[] part = parts.computeIfAbsent(example.suite(), p -> new double[2]);
                part[0] += score(example, j.answers.get(i).reply());
                part[1]++;
            }
        }
        Map<String, Double> means = new LinkedHashMap<>();
        if (parts.size() > 1) {
            parts.forEach((part, sums) -> means.put(part, sums[0] / sums[1]));
        }
        return new Suite(name, facts ? "f1" : "accuracy", spread(judged), means, meanTokens(judged));
    }

    private static Spread spread(List<Judged> judged) {
        return Spread.of(judged.stream().map(Judged::score).toList());
    }

    private static double meanTokens(List<Judged> judged) {
        return judged.stream().flatMap(j -> j.answers.stream()).mapToInt(Answerer.Answer::tokens).average().orElse(0);
    }

    private void keepFailures(String suite, Judged judged) {
        for (int i = 0; i < judged.examples.size(); i++) {
            Example example = judged.examples.get(i);
            String reply = judged.answers.get(i).reply();
            long kept = failures.stream().filter(f -> f.suite().equals(suite)).count();
            if (kept < options.failures() && score(example, reply) < 1) {
                failures.add(new Failure(suite, example.prompt(), example.reply(), reply));
            }
        }
    }
}
