package io.engram.inference.curriculum;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Lessons to learn from and examples to be judged by, by number.
 *
 * <p>Immutable; may be shared by threads.
 */
public final class Curriculum {
    /** Over so many lessons from the first, copying comes often, and less and less. */
    public static final long COPYING_UNTIL = 20_000;
    /**
     * From this lesson on there are drills, and thinking about notes always begins with the one that answers: once sentences are
     * understood, whose they are is learned.
     */
    public static final long DRILLS_FROM = 38_000;
    private static final double COPYING_AT_FIRST = 0.8;
    private static final double DRILLS = 0.35;
    private static final Map<String, Task> SUITES = new LinkedHashMap<>();
    private static final List<Weighted> LESSONS = new ArrayList<>();
    private static final int TOTAL;

    /** Lessons of one kind; the examples of a lesson have the same system turn. */
    private record Weighted(int weight, Maker make) {
    }

    /** Makes the lessons of one kind. */
    @FunctionalInterface
    private interface Maker {
        /** A lesson; late ones are from {@link #DRILLS_FROM} on. */
        List<Example> make(boolean late, RandomGenerator random);
    }

    static {
        SUITES.put("one-hop", RecallTasks::oneHop);
        SUITES.put("two-hops", RecallTasks::twoHops);
        SUITES.put("newer-wins", RecallTasks::newerWins);
        SUITES.put("unknown", RecallTasks::unknown);
        SUITES.put("when", RecallTasks::when);
        SUITES.put("facts", ExtractionTask::make);
        SUITES.put("tools", ToolTask::known);
        SUITES.put("tools-unseen", ToolTask::unseen);
        SUITES.put("arithmetic", ArithmeticTask::make);
        SUITES.put("calendar", CalendarTask::make);
        SUITES.put("logic", LogicTask::make);
        SUITES.put("dialogue", DialogueTask::smallTalk);
        SUITES.put("told", DialogueTask::told);
        SUITES.put("conversation", DialogueTask::withinConversation);
        SUITES.put("summary", WritingTasks::summary);
        SUITES.put("revision", WritingTasks::revision);
        SUITES.put("action", WritingTasks::action);
        SUITES.put("repeat", CopyTasks::repeat);
        SUITES.put("look-up", CopyTasks::lookUp);
        SUITES.put("arithmetic-3", (s, r) -> ArithmeticTask.sum(s, r, 3, r.nextBoolean()));
        SUITES.put("arithmetic-4", (s, r) -> ArithmeticTask.sum(s, r, 4, r.nextBoolean()));
        // A scene has some five times the tokens of a lesson of one example.
        LESSONS.add(new Weighted(20, (late, r) -> SceneLesson.make(Split.TRAINING, r, late)));
        LESSONS.add(new Weighted(9, (late, r) -> several(ExtractionTask::make, 4, r)));
        single(28, ArithmeticTask::make);
        single(8, CalendarTask::make);
        single(8, LogicTask::make);
        single(2, DialogueTask::smallTalk);
        single(3, DialogueTask::withinConversation);
        single(4, WritingTasks::summary);
        single(4, WritingTasks::revision);
        single(3, WritingTasks::action);
        single(5, CopyTasks::repeat);
        single(6, CopyTasks::lookUp);
        TOTAL = LESSONS.stream().mapToInt(Weighted::weight).sum();
    }

    private final long seed;

    /** The curriculum of a seed. */
    public Curriculum(long seed) {
        this.seed = seed;
    }

    private static void single(int weight, Task task) {
        LESSONS.add(new Weighted(weight, (late, r) -> List.of(task.make(Split.TRAINING, r))));
    }

    private static List<Example> several(Task task, int count, RandomGenerator random) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            examples.add(task.make(Split.TRAINING, random));
        }
        return examples;
    }

    /** Names of the suites that {@link #examples} knows. */
    public static List<String> suites() {
        return List.copyOf(SUITES.keySet());
    }

    /** Whether a person has one value of a relation at a time, so that a new one ends the old; false for relations not known. */
    public static boolean singleValued(String relation) {
        return Relation.shipped().stream().anyMatch(r -> r.name().equals(relation) && r.single());
    }

    /**
     * Lesson number {@code index}: one or more examples to learn from, of any suites. If there are several, they have the same
     * system turn. The first lessons are mostly for learning to copy.
     */
    public List<Example> lesson(long index) {
        SplittableRandom random = random(Split.TRAINING, index);
        if (random.nextDouble() < COPYING_AT_FIRST * (1 - (double) index / COPYING_UNTIL)) {
            return List.of(random.nextBoolean()
                    ? CopyTasks.repeat(Split.TRAINING, random)
                    : CopyTasks.lookUp(Split.TRAINING, random));
        }
        boolean late = index >= DRILLS_FROM;
        if (late && random.nextDouble() < DRILLS) {
            return SceneLesson.drill(Split.TRAINING, random);
        }
        int at = random.nextInt(TOTAL);
        for (Weighted weighted : LESSONS) {
            at -= weighted.weight;
            if (at < 0) {
                return weighted.make.make(late, random);
            }
        }
        throw new IllegalStateException("weights: expected a sum of " + TOTAL);
    }

    /**
     * Examples of one suite to judge a model by, made of held-out words and phrasings.
     *
     * @param suite
     *            one of {@link #suites}
     */
    public List<Example> examples(String suite, int count) {
        Task found = SUITES.get(suite);
        if (found == null) {
            throw new IllegalArgumentException("suite: expected one of " + suites() + ", received " + suite);
        }
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            examples.add(found.make(Split.EVALUATION, random(Split.EVALUATION, suite.hashCode() * 1_000_003L + i)));
        }
        return examples;
    }

    private SplittableRandom random(Split split, long index) {
        long mixed = (seed * 2 + (split == Split.TRAINING ? 0 : 1)) * 0x9E37_79B9_7F4A_7C15L
                ^ index * 0xC2B2_AE3D_27D4_EB4FL;
        return new SplittableRandom(mixed).split();
    }
}
