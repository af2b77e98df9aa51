package io.engram.planner;

import java.util.random.RandomGenerator;

/** Dirichlet noise on the root prior, so that learning tries what its policy would not. */
final class RootNoise {
    private RootNoise() {
    }

    static void mix(Tree tree, PlannerOptions options, RandomGenerator random) {
        if (options.noiseFraction() == 0) {
            return;
        }
        int first = tree.firstEdge[0];
        int count = tree.edgeCount[0];
        double[] noise = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            noise[i] = gamma(options.noiseConcentration(), random);
            sum += noise[i];
        }
        double epsilon = options.noiseFraction();
        for (int i = 0; i < count; i++) {
            double share = sum > 0 ? noise[i] / sum : 1.0 / count;
            tree.prior[first + i] = (float) ((1 - epsilon) * tree.prior[first + i] + epsilon * share);
        }
    }

    /** Gamma(shape, 1) by Marsaglia and Tsang 2000; below shape 1 by the boost U^(1/shape). */
    static double gamma(double shape, RandomGenerator random) {
        if (shape < 1) {
            return gamma(shape + 1, random) * Math.pow(1 - random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = 1 + c * x;
            if (v > 0) {
                v = v * v * v;
                double u = 1 - random.nextDouble();
                if (Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                    return d * v;
                }
            }
        }
    }
}
