package io.engram.worldmodel.env;

import java.util.Arrays;

/** Dynamic programming on written-out rules: the oracle of these tests. */
final class Tables {
    private Tables() {
    }

    static TabularRules named(String id) {
        return switch (id) {
            case "FrozenLake-v1" -> ToyText.frozenLake4x4();
            case "FrozenLake8x8-v1" -> ToyText.frozenLake8x8();
            case "CliffWalking-v1" -> ToyText.cliffWalking();
            case "Taxi-v3" -> ToyText.taxi();
            default -> throw new IllegalArgumentException(id);
        };
    }

    /** Values with {@code steps} steps to go, for the best policy that knows the time, or for uniform random actions. */
    static double[] values(TabularRules rules, int steps, boolean best) {
        double[] v = new double[rules.states()];
        for (int i = 0; i < steps; i++) {
            double[] next = new double[v.length];
            for (int s = 0; s < v.length; s++) {
                double most = Double.NEGATIVE_INFINITY;
                double mean = 0;
                for (int a = 0; a < rules.actionNames().size(); a++) {
                    double q = 0;
                    for (TabularRules.Outcome o : rules.outcomes(s, a)) {
                        q += o.probability() * (o.reward() + (o.terminated() ? 0 : v[o.next()]));
                    }
                    most = Math.max(most, q);
                    mean += q / rules.actionNames().size();
                }
                next[s] = best ? most : mean;
            }
            v = next;
        }
        return v;
    }

    /** Expected value of an episode's start. */
    static double atStart(TabularRules rules, double[] values) {
        double sum = 0;
        for (int s = 0; s < values.length; s++) {
            sum += rules.starts().get(s) * values[s];
        }
        return sum;
    }

    /** Shape of a policy that is best for very many steps: the first best action of each state. */
    static int[] greedy(TabularRules rules, double[] v) {
        int[] policy = new int[v.length];
        Arrays.setAll(policy, s -> {
            int best = 0;
            double most = Double.NEGATIVE_INFINITY;
            for (int a = 0; a < rules.actionNames().size(); a++) {
                double q = 0;
                for (TabularRules.Outcome o : rules.outcomes(s, a)) {
                    q += o.probability() * (o.reward() + (o.terminated() ? 0 : v[o.next()]));
                }
                if (q > most + 1e-12) {
                    most = q;
                    best = a;
                }
            }
            return best;
        });
        return policy;
    }
}
