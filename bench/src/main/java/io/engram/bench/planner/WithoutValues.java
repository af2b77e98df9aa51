package io.engram.bench.planner;

import io.engram.planner.Leaf;
import io.engram.planner.Transition;
import io.engram.planner.World;

/** A learned world whose judgement of states is left out: every leaf is worth 0, all actions look alike, as in a copied environment. */
record WithoutValues(World world) implements World {
    @Override
    public int actionCount() {
        return world.actionCount();
    }

    @Override
    public void reserve(int slots) {
        world.reserve(slots);
    }

    @Override
    public void evaluate(int slot, Leaf out) {
        // as the planner has reset it
    }

    @Override
    public void step(int from, int action, int to, Transition out) {
        world.step(from, action, to, out);
    }

    @Override
    public void stepBatch(int[] from, int[] action, int[] to, Transition[] out, int count) {
        world.stepBatch(from, action, to, out, count);
    }
}
