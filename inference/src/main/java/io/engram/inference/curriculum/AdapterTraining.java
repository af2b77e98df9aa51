package io.engram.inference.curriculum;

import io.engram.inference.LanguageModel;
import io.engram.inference.LoadOptions;
import io.engram.inference.SessionSettings;
import io.engram.inference.Tokenizer;
import io.engram.inference.chat.Grounding;
import io.engram.inference.gguf.GgufFile;
import io.engram.inference.layout.Layout;
import io.engram.inference.train.ModelExport;
import io.engram.inference.train.StepReport;
import io.engram.inference.train.Trainer;
import io.engram.inference.train.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Lets a model learn facts by heart, as a thin adapter beside its weights, and judges whether that is worth having: the facts
 * must be answered without notes, in phrasings that the lessons did not use; what is not among them must still be answered
 * with "don't know"; and no skill may suffer. What fails is thrown away.
 */
public final class AdapterTraining {
    /** What must not suffer. */
    private static final List<String> SKILLS = List.of("one-hop", "newer-wins", "unknown", "facts", "tools",
            "arithmetic",
            "dialogue");
    private static final String BY_HEART = "by-heart";
    private static final String NOT_KNOWN = "not-known";
    private static final double LEARNED_AT_LEAST = 0.5;
    private static final double MOST_LOSS_OF_ONE = 0.1;
    private static final double MOST_LOSS_OF_ALL = 0.03;
    private static final int PARALLEL = 16;
    private static final int LONGEST = 1024;
    private static final int BATCH_TOKENS = 2048;
    private static final float RATE = 1e-3f;

    private AdapterTraining() {
    }

    /**
     * How to learn.
     *
     * @param steps
     *            optimiser steps of about 2,048 tokens
     * @param rank
     *            of the thin factors
     * @param threads
     *            that compute; the result depends on it
     * @param examples
     *            of each skill in the examination, before and after
     */
    public record Options(int steps, int rank, int threads, int examples, long seed) {
        /** Checks the ranges. */
        public Options {
            if (steps < 1 || rank < 1 || threads < 1 || examples < 1) {
                throw new IllegalArgumentException("steps, rank, threads, examples: expected integers >= 1, received "
                        + steps + ", " + rank + ", " + threads + " and " + examples);
            }
        }

        /** 150 steps, rank 8, all processors, 20 examples. */
        public static Options defaults() {
            return new Options(150, 8, Runtime.getRuntime().availableProcessors(), 20, 1);
        }
    }

    /**
     * Share of right answers, 0 to 1, without and with the adapter.
     *
     * @param exam
     *            {@code by-heart}, {@code not-known} or a suite of the curriculum
     */
    public record Mark(String exam, double before, double after) {
    }

    /**
     * What came of it.
     *
     * @param adopted
     *            whether the adapter was kept
     * @param reason
     *            in a few words
     * @param facts
     *            how many facts there were words for
     * @param loss
     *            of the last step, in nats per token
     */
    public record Outcome(boolean adopted, String reason, int facts, double loss, List<Mark> marks, double seconds) {
        /** Copies the marks. */
        public Outcome {
            marks = List.copyOf(marks);
        }
    }

    /** Whether the curriculum has words for a fact, so that it can be learned. */
    public static boolean learnable(KnownFact fact) {
        return fact.fact().isPresent();
    }

    /**
     * Trains, examines, and keeps the adapter or not. Blocks for a minute or more; the model file is only read.
     *
     * @param model
     *            a file as {@code model train} writes it
     * @param facts
     *            those without words in the curriculum are left out
     * @param out
     *            written only if the adapter is kept, whole or not at all
     * @param progress
     *            hears a line now and then
     * @throws io.engram.inference.ModelFormatException
     *             if the model cannot be trained
     * @throws IllegalArgumentException
     *             if no fact can be learned
     */
    public static Outcome run(Path model, List<KnownFact> facts, Options options, Path out, Consumer<String> progress)
            throws IOException {
        long start = System.nanoTime();
        List<Fact> known = facts.stream().map(KnownFact::fact).flatMap(Optional::stream).toList();
        if (known.isEmpty()) {
            throw new IllegalArgumentException(
                    "facts: expected at least one of a relation that the model has words for,"
                            + " received none among " + facts.size());
        }
        Path part = out.resolveSibling(out.getFileName() + ".part");
        try {
            double loss = train(model, known, options, part, progress);
            Map<String, List<Example>> exams = exams(known, options);
            Grounding grounding = Layout.grounding().and(known.stream().map(Fact::object).map(Grounding::words)
                    .flatMap(List::stream).toList());
            Map<String, Double> before = marks(model, Optional.empty(), exams, grounding, options);
            Map<String, Double> after = marks(model, Optional.of(part), exams, grounding, options);
            List<Mark> marks = new ArrayList<>();
            exams.keySet().forEach(e -> marks.add(
                    new Mark(e, before.getOrDefault(e, 0.0), after.getOrDefault(e, 0.0))));
            Optional<String> fault = fault(marks);
            if (fault.isEmpty()) {
                Files.move(part, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return new Outcome(fault.isEmpty(), fault.orElse("facts known by heart, skills kept"), known.size(), loss,
                    marks, (System.nanoTime() - start) / 1e9);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static double train(Path model, List<Fact> facts, Options options, Path part, Consumer<String> progress)
            throws IOException {
        TrainingOptions training = new TrainingOptions(options.steps(), Math.max(1, BATCH_TOKENS / options.threads()),
                options.threads(), RATE, Math.min(10, options.steps() / 10), 0.5f, 0.01f, 1, 0, false, options.seed())
                .lora(options.rank());
        try (GgufFile file = GgufFile.open(model)) {
            PersonalLessons lessons = new PersonalLessons(facts, Tokenizer.load(model), LONGEST, options.seed());
            try (Trainer trainer = Trainer.of(file, training, lessons)) {
                double loss = Double.NaN;
                while (trainer.stepsTaken() < options.steps()) {
                    StepReport step = trainer.step();
                    loss = step.loss();
                    if (step.step() % 10 == 0 || step.step() == options.steps()) {
                        progress.accept(
                                String.format(Locale.ROOT, "learning %d facts by heart: step %d of %d, loss %.3f",
                                        facts.size(), step.step(), options.steps(), loss));
                    }
                }
                ModelExport.writeAdapter(trainer, "known by heart", part);
                return loss;
            }
        }
    }

    private static Map<String, List<Example>> exams(List<Fact> facts, Options options) {
        Map<String, List<Example>> exams = new LinkedHashMap<>();
        // Another seed than the lessons have, and the phrasings that they never use.
        SplittableRandom random = new SplittableRandom(~options.seed());
        List<Example> known = new ArrayList<>();
        List<Example> notKnown = new ArrayList<>();
        for (int i = 0; i < Math.max(options.examples(), facts.size()); i++) {
            known.add(PersonalLessons.known(facts.get(i % facts.size()), Split.EVALUATION, random));
            notKnown.add(PersonalLessons.notKnown(facts, Split.EVALUATION, random));
        }
        exams.put(BY_HEART, known);
        exams.put(NOT_KNOWN, notKnown);
        Curriculum curriculum = new Curriculum(options.seed() + 1);
        SKILLS.forEach(skill -> exams.put(skill, curriculum.examples(skill, options.examples())));
        return exams;
    }

    private static Map<String, Double> marks(Path model, Optional<Path> adapter, Map<String, List<Example>> exams,
            Grounding grounding, Options options) throws IOException {
        LoadOptions load = LoadOptions.defaults().withThreads(options.threads())
                .withSessions(SessionSettings.defaults().withAdapters(adapter
                        .map(a -> List.of(new SessionSettings.AdapterFile(a, 1))).orElse(List.of())));
        Map<String, Double> marks = new LinkedHashMap<>();
        try (LanguageModel loaded = LanguageModel.load(model, load); Together together = new Together(PARALLEL)) {
            Answerer answerer = new Answerer(loaded, Optional.of(grounding));
            for (Map.Entry<String, List<Example>> exam : exams.entrySet()) {
                List<Callable<Double>> tasks = new ArrayList<>();
                for (Example e : exam.getValue()) {
                    tasks.add(() -> Evaluation.score(e,
                            answerer.greedy(e, EvaluationOptions.Thinking.MEDIUM.tokens()).reply()));
                }
                marks.put(exam.getKey(),
                        together.all(tasks).stream().mapToDouble(Double::doubleValue).average().orElse(0));
            }
        }
        return marks;
    }

    /** Why an adapter is not worth having, if it is not. */
    static Optional<String> fault(List<Mark> marks) {
        double lost = 0;
        for (Mark m : marks) {
            if (m.exam.equals(BY_HEART)) {
                if (m.after < LEARNED_AT_LEAST || m.after <= m.before) {
                    return Optional.of(said(m) + ", expected at least " + LEARNED_AT_LEAST + " and more than before");
                }
            } else {
                if (m.after < m.before - MOST_LOSS_OF_ONE - 1e-9) {
                    return Optional.of(said(m) + ", expected a loss of at most " + MOST_LOSS_OF_ONE);
                }
                lost += (m.before - m.after) / (marks.size() - 1);
            }
        }
        return lost > MOST_LOSS_OF_ALL + 1e-9
                ? Optional.of(
                        String.format(Locale.ROOT, "all other exams lost %.3f on average, expected at most %s", lost,
                                MOST_LOSS_OF_ALL))
                : Optional.empty();
    }

    private static String said(Mark m) {
        return String.format(Locale.ROOT, "%s went from %.2f to %.2f", m.exam, m.before, m.after);
    }
}
