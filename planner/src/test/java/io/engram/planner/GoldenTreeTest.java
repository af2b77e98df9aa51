package io.engram.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whole small trees, worked out by hand: a change of any of the four steps shows here. */
class GoldenTreeTest {

    /** A binary tree two levels deep; leaves pay 0.0, 0.2, 0.4 and 1.0; values of inner states are told as 0.5. */
    private static final class Binary implements World {
        private int[] states = {1};

        @Override
        public int actionCount() {
            return 2;
        }

        @Override
        public void reserve(int slots) {
            states = java.util.Arrays.copyOf(states, Math.max(slots, states.length));
        }

        @Override
        public void evaluate(int slot, Leaf out) {
            out.value = 0.5f;
            out.prior[0] = 3;
        }

        @Override
        public void step(int from, int action, int to, Transition out) {
            states[to] = states[from] * 2 + action;
            if (states[to] >= 4) {
                out.reward = new float[]{0f, 0.2f, 0.4f, 1f}[states[to] - 4];
                out.discount = 0f;
            }
        }
    }

    private static String dump(Tree tree, int node, String indent) {
        StringBuilder text = new StringBuilder();
        for (int e = tree.firstEdge[node]; e < tree.firstEdge[node] + tree.edgeCount[node]; e++) {
            text.append(String.format(Locale.ROOT, "%s%d n=%d p=%.2f q=%.3f%n", indent, tree.action[e],
                    tree.edgeVisits[e], tree.prior[e], tree.q[e]));
            if (tree.child[e] != Tree.UNEXPANDED) {
                text.append(dump(tree, tree.child[e], indent + "  "));
            }
        }
        return text.toString();
    }

    private static String grow(int simulations) {
        Search search = new Search(new Tree(), new Binary(),
                PlannerOptions.defaults().withValues(new ValueBounds(0, 1)), new SlotPool(), new KeyTable());
        search.plant(simulations);
        for (int i = 0; i < simulations; i++) {
            search.simulate();
        }
        return dump(search.tree, 0, "");
    }

    /**
     * c1 = 1.25, untried edges at the node's own value. 1: p decides, 0. 2: 0 scores 0.5 + 1.25 * 0.75 / 2 = 0.97 against
     * 0.5 + 1.25 * 0.25 = 0.81, so 0 again; behind it 0 pays 0.0. 3: q(0) is 0.25, so 0.25 + 1.25 * sqrt(2) * 0.75 / 3 = 0.69
     * against (0.5 + 0.5 + 0) / 3 + 1.25 * sqrt(2) * 0.25 = 0.78: now 1.
     */
    @Test
    void puct_treeAfterThreeSimulations() {
        assertThat(grow(3)).isEqualToNormalizingNewlines("""
                0 n=2 p=0.75 q=0.250
                  0 n=1 p=0.75 q=0.000
                  1 n=0 p=0.25 q=0.000
                1 n=1 p=0.25 q=0.500
                  0 n=0 p=0.75 q=0.000
                  1 n=0 p=0.25 q=0.000
                """);
    }

    @Test
    void puct_manySimulations_findTheBestLeaf() {
        Plan plan = new Planner(() -> 0).plan(new Binary(), SearchBudget.simulations(400), PlannerOptions.defaults(),
                new SplittableRandom(1));
        assertThat(plan.principalVariation()).containsExactly("a1", "a1");
    }
}
