package io.engram.worldmodel;

import io.engram.planner.Leaf;
import io.engram.planner.Transition;
import io.engram.planner.World;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * A world that steps copies of a real environment: the exact-model path through the port that learned models use, and the
 * upper bound they are compared with. It knows no values: leaves are worth 0, all actions look alike.
 *
 * <p>Memory: one copy of the environment for every slot. One thread at a time.
 */
public final class ExactWorld implements World {
    private final int actions;
    private final List<String> names;
    private final float gamma;
    private final List<@Nullable Forkable> slots = new ArrayList<>();

    /**
     * A world whose slot 0 is a copy of the environment as it is now.
     *
     * @param gamma discount of every step, in (0,1]
     */
    public ExactWorld(Forkable environment, double gamma) {
        if (!(gamma > 0 && gamma <= 1))
            throw new IllegalArgumentException("gamma: expected 0 < gamma <= 1, received " + gamma);
        actions = environment.actionCount();
        names = environment.spec().actionNames();
        this.gamma = (float) gamma;
        slots.add(environment.copy());
    }

    /** Puts a copy of the environment as it is now into slot 0. */
    public void root(Forkable environment) {
        slots.set(0, environment.copy());
    }

    @Override
    public int actionCount() {
        return actions;
    }

    @Override
    public void reserve(int count) {
        while (slots.size() < count)
            slots.add(null);
    }

    @Override
    public void evaluate(int slot, Leaf out) {
        state(slot);
    }

    @Override
    public void step(int from, int action, int to, Transition out) {
        Forkable next = state(from).copy();
        Step step = next.step(action);
        slots.set(to, next);
        out.reward = (float) step.reward();
        out.discount = step.terminated() || step.truncated() ? 0 : gamma;
    }

    private Forkable state(int slot) {
        Forkable state = slot < slots.size() ? slots.get(slot) : null;
        if (state == null)
            throw new IllegalArgumentException("slot: expected a filled one, received " + slot);
        return state;
    }

    @Override
    public String actionName(int action) {
        return action < names.size() ? names.get(action) : "a" + action;
    }
}
