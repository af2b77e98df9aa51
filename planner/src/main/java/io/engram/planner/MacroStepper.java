package io.engram.planner;

import java.util.List;

/** Makes the steps of macros in a world, through two scratch slots, and composes what they did. */
final class MacroStepper {
    private final World world;
    private final List<MacroAction> macros;
    private final int[][] steps;
    private final int actions;
    private final float primitiveShare;

    MacroStepper(World world, List<MacroAction> macros, int actions) {
        this.world = world;
        this.macros = macros;
        this.actions = actions;
        steps = new int[macros.size()][];
        double weights = 1;
        for (int m = 0; m < steps.length; m++) {
            MacroAction macro = macros.get(m);
            steps[m] = macro.actions().stream().mapToInt(Integer::intValue).toArray();
            for (int step : steps[m]) {
                if (step >= actions) {
                    throw new IllegalArgumentException(
                            "macro '" + macro.name() + "' needs actions below " + actions + " but has " + step);
                }
            }
            weights += macro.weight();
        }
        primitiveShare = (float) (1 / weights);
    }

    int count() {
        return steps.length;
    }

    /** Prior mass that single actions keep beside the macros. */
    float primitiveShare() {
        return primitiveShare;
    }

    /** Adds an edge for every macro whose first step is legal. */
    void addEdges(Tree tree, int node, Leaf leaf) {
        for (int m = 0; m < steps.length; m++) {
            if (leaf.legal[steps[m][0]]) {
                tree.addEdge(node, actions + m, primitiveShare * (float) macros.get(m).weight());
            }
        }
    }

    /** Makes a macro; returns the calls of the world that it took. */
    int step(int from, int macro, int to, Transition out) {
        int[] sequence = steps[macro];
        float reward = 0f;
        float discount = 1f;
        float trust = 1f;
        float safe = 1f;
        int at = from;
        int made = 0;
        boolean turnPasses = false;
        boolean done = false;
        int calls = 0;
        while (!done) {
            boolean last = made == sequence.length - 1;
            int next = last ? to : other(at);
            single(at, sequence[made], next, out);
            calls++;
            reward += discount * out.reward;
            discount *= out.discount;
            trust *= out.trust;
            safe *= 1f - out.failure;
            turnPasses = out.turnPasses;
            at = next;
            made++;
            done = last || out.discount == 0f;
            if (!done && (turnPasses || !world.isLegal(at, sequence[made]))) {
                calls += replay(from, sequence, made, to, out);
                done = true;
            }
        }
        out.reward = reward;
        out.discount = discount;
        out.trust = trust;
        out.failure = 1f - safe;
        out.turnPasses = turnPasses;
        return calls;
    }

    /** A macro that stops early has ended in a scratch slot; its prefix is made once more so that it ends in {@code to}. */
    private int replay(int from, int[] sequence, int made, int to, Transition out) {
        int at = from;
        for (int i = 0; i < made; i++) {
            int next = i == made - 1 ? to : other(at);
            single(at, sequence[i], next, out);
            at = next;
        }
        return made;
    }

    private void single(int from, int action, int to, Transition out) {
        out.reset();
        world.step(from, action, to, out);
        Checks.transition(out, action);
    }

    private static int other(int slot) {
        return slot == Search.SCRATCH ? Search.SCRATCH + 1 : Search.SCRATCH;
    }
}
