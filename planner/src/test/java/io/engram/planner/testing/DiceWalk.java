package io.engram.planner.testing;

import io.engram.planner.Leaf;
import io.engram.planner.Transition;
import io.engram.planner.World;
import java.util.Arrays;

/**
 * A walk with a fork: action 0 is a fair draw between 1 and 0 (through a chance node), action 1 pays a sure 0.4, action 2 pays
 * 0.9 but falls off the cliff with probability 0.5 (a failure). Then the walk ends.
 */
public final class DiceWalk implements World {
    private static final int START = 0;
    private static final int DRAW = 1;
    private int[] states = new int[1];

    @Override
    public int actionCount() {
        return 3;
    }

    @Override
    public void reserve(int slots) {
        states = Arrays.copyOf(states, Math.max(slots, states.length));
    }

    @Override
    public void evaluate(int slot, Leaf out) {
        if (states[slot] == DRAW) {
            out.chance = true;
            out.prior[0] = 0.5f;
            out.prior[1] = 0.5f;
            out.prior[2] = 0f;
        }
    }

    @Override
    public void step(int from, int action, int to, Transition out) {
        states[to] = DRAW;
        if (states[from] == START && action == 0) {
            return;
        }
        out.discount = 0f;
        if (states[from] == DRAW) {
            out.reward = action == 0 ? 1f : 0f;
        } else {
            out.reward = action == 1 ? 0.4f : 0.9f;
            out.failure = action == 2 ? 0.5f : 0f;
        }
    }

    @Override
    public boolean exact() {
        return true;
    }
}
