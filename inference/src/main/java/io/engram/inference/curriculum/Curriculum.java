package io.engram.inference.curriculum;

import java.time.LocalDate;
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
    /**
     * From this lesson on the split is {@link Split#TRAINING}: notes numbered at both ends and in order, thinking that names what it
     * looks for, further phrasings, smaller steps in thoughts about dates and orders, several short tasks to a lesson, and some words
     * tokenised in parts. The second run of the model that ships begins here.
     */
    public static final long LATER_FROM = 71_200;
    /** From this lesson on the split is {@link Split#OPEN}. */
    private static final long OPEN_FROM = 78_000;
    /** From this lesson on the split is {@link Split#MIXED}. */
    private static final long MIXED_FROM = 81_000;
    private static final double COPYING_AT_FIRST = 0.8;
    private static final double DRILLS = 0.35;
    private static final Map<String, Task> SUITES = new LinkedHashMap<>();
    private static final Mixture FIRST = early(false);
    private static final Mixture DRILLED = early(true);
    private static final Mixture LATE = late();

    /** Makes the lessons of one kind; the examples of a lesson have the same system turn. */
    @FunctionalInterface
    private interface Maker {
        List<Example> make(Split split, RandomGenerator random);
    }

    /** Kinds of lessons, and how often each comes. */
    private static final class Mixture {
        private final List<Maker> makers = new ArrayList<>();
        private final List<Integer> weights = new ArrayList<>();
        private int total;

        void add(int weight, Maker maker) {
            makers.add(maker);
            weights.add(weight);
            total += weight;
        }

        void single(int weight, Task task) {
            add(weight, (split, r) -> List.of(task.make(split, r)));
        }

        List<Example> make(Split split, RandomGenerator random) {
            int at = random.nextInt(total);
            int i = 0;
            while (at >= weights.get(i)) {
                at -= weights.get(i++);
            }
            return makers.get(i).make(split, random);
        }
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
    }

    private final long seed;

    /** The curriculum of a seed. */
    public Curriculum(long seed) {
        this.seed = seed;
    }

    private static Mixture early(boolean finds) {
        Mixture early = new Mixture();
        // A scene has some five times the tokens of a lesson of one example.
        early.add(20, (split, r) -> SceneLesson.make(split, r, finds));
        early.add(9, (split, r) -> several(4, split, r, ExtractionTask::make));
        early.single(28, ArithmeticTask::make);
        early.single(8, CalendarTask::make);
        early.single(8, LogicTask::make);
        early.single(2, DialogueTask::smallTalk);
        early.single(3, DialogueTask::withinConversation);
        early.single(4, WritingTasks::summary);
        early.single(4, WritingTasks::revision);
        early.single(3, WritingTasks::action);
        early.single(5, CopyTasks::repeat);
        early.single(6, CopyTasks::lookUp);
        return early;
    }

    private static Mixture late() {
        Mixture late = new Mixture();
        late.add(20, (split, r) -> SceneLesson.make(split, r, true));
        late.add(16, (split, r) -> several(5, split, r, ExtractionTask::make));
        late.add(18, (split, r) -> {
            String system = ArithmeticTask.system(split, r);
            return several(6, split, r, (s, random) -> ArithmeticTask.make(s, random, system));
        });
        late.add(9, (split, r) -> {
            Town town = new Town(split, r);
            LocalDate today = town.today();
            String system = CalendarTask.system(split, r, town, today);
            return several(6, split, r, (s, random) -> CalendarTask.make(s, random, today, system));
        });
        late.add(8, (split, r) -> {
            String system = LogicTask.system(split, r);
            return several(5, split, r, (s, random) -> LogicTask.make(s, random, system));
        });
        late.single(2, DialogueTask::smallTalk);
        late.single(4, DialogueTask::withinConversation);
        late.single(8, WritingTasks::summary);
        late.single(3, WritingTasks::revision);
        late.single(2, WritingTasks::action);
        late.single(4, CopyTasks::repeat);
        late.single(4, CopyTasks::lookUp);
        return late;
    }

    private static List<Example> several(int count, Split split, RandomGenerator random, Task task) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            examples.add(task.make(split, random));
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
        Split split = split(index);
        SplittableRandom random = random(split, index);
        if (random.nextDouble() < COPYING_AT_FIRST * (1 - (double) index / COPYING_UNTIL)) {
            return List.of(random.nextBoolean() ? CopyTasks.repeat(split, random) : CopyTasks.lookUp(split, random));
        }
        if (index >= DRILLS_FROM && random.nextDouble() < DRILLS) {
            return SceneLesson.drill(split, random);
        }
        return (index < DRILLS_FROM ? FIRST : index < LATER_FROM ? DRILLED : LATE).make(split, random);
    }

    private static Split split(long lesson) {
        if (lesson < LATER_FROM) {
            return Split.EARLY;
        }
        return lesson < OPEN_FROM ? Split.TRAINING : lesson < MIXED_FROM ? Split.OPEN : Split.MIXED;
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
        long mixed = (seed * 2 + (split == Split.EVALUATION ? 1 : 0)) * 0x9E37_79B9_7F4A_7C15L
                ^ index * 0xC2B2_AE3D_27D4_EB4FL;
        return new SplittableRandom(mixed).split();
    }
}
