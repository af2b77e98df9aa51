package io.engram.bench.planner;

import io.engram.planner.Leaf;
import io.engram.planner.Transition;
import io.engram.planner.World;
import io.engram.worldmodel.Step;
import io.engram.worldmodel.env.CartPole;
import java.util.Arrays;
import java.util.OptionalLong;

/** CartPole's own rules as a world to search, from a state on; leaves are worth 0. */
final class TrueCartPole implements World {
    private static final int WIDTH = 4;

    private final CartPole rules = CartPole.v1();
    private final float discount;
    private double[] states;

    TrueCartPole(double[] state, double discount) {
        this.states = state.clone();
        this.discount = (float) discount;
        rules.reset(OptionalLong.of(0));
    }

    @Override
    public int actionCount() {
        return 2;
    }

    @Override
    public void reserve(int slots) {
        states = Arrays.copyOf(states, Math.max(states.length, slots * WIDTH));
    }

    @Override
    public void evaluate(int slot, Leaf out) {
        // as the planner has reset it
    }

    @Override
    public void step(int from, int action, int to, Transition out) {
        rules.resetTo(Arrays.copyOfRange(states, from * WIDTH, (from + 1) * WIDTH));
        Step step = rules.step(action);
        System.arraycopy(rules.trueState(), 0, states, to * WIDTH, WIDTH);
        out.reward = (float) step.reward();
        out.discount = step.terminated() ? 0 : discount;
    }
}
