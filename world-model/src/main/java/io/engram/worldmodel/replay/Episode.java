package io.engram.worldmodel.replay;

import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Step;

import java.util.ArrayList;
import java.util.List;

/** One lived episode, growing at its end: the first observation, then actions and their outcomes. */
public final class Episode {
    private final Observation first;
    private final List<Integer> actions = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();

    /** An episode that has just begun. */
    public Episode(Observation first) {
        this.first = first;
    }

    /** Appends a step. */
    public void add(int action, Step step) {
        if (over())
            throw new IllegalStateException("episode: expected a running one, received a step after its end");
        actions.add(action);
        steps.add(step);
    }

    /** The observation before the first step. */
    public Observation first() {
        return first;
    }

    /** Number of steps. */
    public int length() {
        return steps.size();
    }

    /** The action of step {@code i}. */
    public int action(int i) {
        return actions.get(i);
    }

    /** The outcome of step {@code i}. */
    public Step step(int i) {
        return steps.get(i);
    }

    /** True when the last step ended the episode. */
    public boolean over() {
        return !steps.isEmpty() && steps.getLast().done();
    }

    /** Sum of the rewards so far. */
    public double reward() {
        return steps.stream().mapToDouble(Step::reward).sum();
    }
}
