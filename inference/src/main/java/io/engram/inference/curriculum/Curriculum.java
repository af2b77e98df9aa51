package io.engram.inference.curriculum;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Examples by number, from a mixture of tasks.
 *
 * <p>Immutable; may be shared by threads.
 */
public final class Curriculum {
    /** Over so many examples from the first, copying comes often, and less and less. */
    private static final long COPYING_UNTIL = 40_000;
    private static final double COPYING_AT_FIRST = 0.8;
    /** How often afterwards, beside its share as a task. */
    private static final double COPYING_LATER = 0.08;
    private static final Map<String, Weighted> TASKS = new LinkedHashMap<>();
    /** From this example on the tasks have their later weights: the steps of sums take many examples, copying takes few more. */
    private static final long PRACTISED_FROM = 60_000;

    private record Weighted(int weight, int later, Task task) {
        int at(long index) {
            return index < PRACTISED_FROM ? weight : later;
        }
    }

    static {
        TASKS.put("one-hop", new Weighted(12, 12, RecallTasks::oneHop));
        TASKS.put("two-hops", new Weighted(14, 16, RecallTasks::twoHops));
        TASKS.put("newer-wins", new Weighted(8, 10, RecallTasks::newerWins));
        TASKS.put("unknown", new Weighted(8, 12, RecallTasks::unknown));
        TASKS.put("when", new Weighted(3, 3, RecallTasks::when));
        TASKS.put("facts", new Weighted(11, 11, ExtractionTask::make));
        TASKS.put("tools", new Weighted(7, 7, ToolTask::known));
        TASKS.put("tools-unseen", new Weighted(10, 12, ToolTask::unseen));
        TASKS.put("arithmetic", new Weighted(15, 30, ArithmeticTask::make));
        TASKS.put("calendar", new Weighted(5, 6, CalendarTask::make));
        TASKS.put("logic", new Weighted(4, 5, LogicTask::make));
        TASKS.put("dialogue", new Weighted(4, 3, DialogueTask::smallTalk));
        TASKS.put("told", new Weighted(5, 5, DialogueTask::told));
        TASKS.put("conversation", new Weighted(3, 3, DialogueTask::withinConversation));
        TASKS.put("summary", new Weighted(3, 2, WritingTasks::summary));
        TASKS.put("revision", new Weighted(3, 2, WritingTasks::revision));
        TASKS.put("action", new Weighted(2, 2, WritingTasks::action));
        TASKS.put("repeat", new Weighted(2, 2, CopyTasks::repeat));
        TASKS.put("look-up", new Weighted(2, 2, CopyTasks::lookUp));
        TASKS.put("arithmetic-3", new Weighted(0, 0, (s, r) -> ArithmeticTask.sum(s, r, 3, r.nextBoolean())));
        TASKS.put("arithmetic-4", new Weighted(0, 0, (s, r) -> ArithmeticTask.sum(s, r, 4, r.nextBoolean())));
    }

    private final long seed;

    /** The curriculum of a seed. */
    public Curriculum(long seed) {
        this.seed = seed;
    }

    /** Names of the suites that {@link #examples} knows. */
    public static List<String> suites() {
        return List.copyOf(TASKS.keySet());
    }

    /** Whether a person has one value of a relation at a time, so that a new one ends the old; false for relations not known. */
    public static boolean singleValued(String relation) {
        return Relation.shipped().stream().anyMatch(r -> r.name().equals(relation) && r.single());
    }

    /** Training example number {@code index}, of any suite; the first ones are mostly for learning to copy. */
    public Example training(long index) {
        Split split = index < COPYING_UNTIL ? Split.TRAINING : Split.PRACTICE;
        SplittableRandom random = random(split, index);
        double copying = index < COPYING_UNTIL
                ? COPYING_AT_FIRST * (1 - (double) index / COPYING_UNTIL)
                : index < PRACTISED_FROM ? COPYING_LATER : COPYING_LATER / 2;
        if (random.nextDouble() < copying) {
            return random.nextBoolean() ? CopyTasks.repeat(split, random) : CopyTasks.lookUp(split, random);
        }
        int total = TASKS.values().stream().mapToInt(w -> w.at(index)).sum();
        int at = random.nextInt(total);
        for (Weighted weighted : TASKS.values()) {
            at -= weighted.at(index);
            if (at < 0) {
                return weighted.task.make(split, random);
            }
        }
        throw new IllegalStateException("weights: expected a sum of " + total);
    }

    /**
     * Examples of one suite to judge a model by, made of held-out words and phrasings.
     *
     * @param suite
     *            one of {@link #suites}
     */
    public List<Example> examples(String suite, int count) {
        Weighted found = TASKS.get(suite);
        if (found == null) {
            throw new IllegalArgumentException("suite: expected one of " + suites() + ", received " + suite);
        }
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            examples.add(
                    found.task.make(Split.EVALUATION, random(Split.EVALUATION, suite.hashCode() * 1_000_003L + i)));
        }
        return examples;
    }

    private SplittableRandom random(Split split, long index) {
        long mixed = (seed * 2 + (split.learned() ? 0 : 1)) * 0x9E37_79B9_7F4A_7C15L
                ^ index * 0xC2B2_AE3D_27D4_EB4FL;
        return new SplittableRandom(mixed).split();
    }
}
