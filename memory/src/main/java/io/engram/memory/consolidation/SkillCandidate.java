package io.engram.memory.consolidation;

import io.engram.memory.Episode;
import io.engram.memory.LivedStep;
import io.engram.memory.procedural.ActionCall;
import io.engram.memory.procedural.Skill;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** What is counted of one sequence of actions. Not thread-safe. */
final class SkillCandidate {
    final Evidence successes;
    final Map<String, Integer> outcomes = new LinkedHashMap<>(2);
    final Slots slots = new Slots();
    int failures;
    int starts;
    int loops;
    long lastSeen;
    private long lastFailure;
    private int ends;
    /** [feature] how often it held at a start; grows on demand. */
    private int[] held = new int[0];
    /** [feature] how often it held after the last action; grows on demand. */
    private int[] after = new int[0];

    SkillCandidate() {
        this(new Evidence(Skill.MAX_EPISODES));
    }

    private SkillCandidate(Evidence successes) {
        this.successes = successes;
    }

    /** It was seen in a successful episode from a step on. */
    void succeed(Episode episode, int start, List<ActionCall> calls, FeatureSets features) {
        List<LivedStep> steps = episode.steps();
        successes.add(episode.id(), episode.provenance().trust());
        lastSeen = episode.id();
        starts++;
        int situation = features.situation(steps.get(start).situation());
        held = count(held, features.set(situation));
        if (calls.stream().anyMatch(call -> !call.arguments().isEmpty())) {
            slots.add(calls, features.names(features.set(situation)));
        }
        int end = start + calls.size();
        if (end < steps.size() && !steps.get(start).situation().isBlank()) {
            int next = features.situation(steps.get(end).situation());
            loops += next == situation ? 1 : 0;
            ends++;
            after = count(after, features.set(next));
        }
        outcomes.merge(steps.get(end - 1).outcome(), 1, Integer::sum);
    }

    /** It was seen in a failed episode. */
    void fail(long episode) {
        if (lastFailure != episode) {
            lastFailure = episode;
            lastSeen = episode;
            failures++;
        }
    }

    private static int[] count(int[] counts, int[] features) {
        int[] grown = counts;
        for (int feature : features) {
            if (feature >= grown.length) {
                grown = Arrays.copyOf(grown, Math.max(feature + 1, 8));
            }
            grown[feature]++;
        }
        return grown;
    }

    /** Whether no start had any situation. */
    boolean unsituated() {
        return held.length == 0;
    }

    /** Features that held in at least this share of starts. */
    SortedSet<String> condition(double share, FeatureSets features) {
        return features.names(atLeast(held, share * starts));
    }

    /** Features that held after at least this share of ends, where at least two are known. */
    SortedSet<String> termination(double share, FeatureSets features) {
        return features.names(ends < 2 ? new int[0] : atLeast(after, share * ends));
    }

    private static int[] atLeast(int[] counts, double least) {
        int[] found = new int[counts.length];
        int size = 0;
        for (int feature = 0; feature < counts.length; feature++) {
            if (counts[feature] >= least && counts[feature] > 0) {
                found[size++] = feature;
            }
        }
        return Arrays.copyOf(found, size);
    }

    /** Both counts in one. */
    static SkillCandidate pooled(SkillCandidate one, SkillCandidate other) {
        SkillCandidate sum = new SkillCandidate(Evidence.union(one.successes, other.successes, Skill.MAX_EPISODES));
        for (SkillCandidate each : List.of(one, other)) {
            each.outcomes.forEach((outcome, count) -> sum.outcomes.merge(outcome, count, Integer::sum));
            sum.slots.merge(each.slots);
            sum.failures += each.failures;
            sum.starts += each.starts;
            sum.loops += each.loops;
            sum.ends += each.ends;
            sum.lastSeen = Math.max(sum.lastSeen, each.lastSeen);
            sum.held = plus(sum.held, each.held);
            sum.after = plus(sum.after, each.after);
        }
        return sum;
    }

    private static int[] plus(int[] a, int[] b) {
        int[] sum = Arrays.copyOf(a, Math.max(a.length, b.length));
        for (int i = 0; i < b.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }
}
