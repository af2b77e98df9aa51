package io.engram.inference.train;

import io.engram.tensor.layer.Parameter;
import io.engram.tensor.optim.Adam;
import io.engram.tensor.optim.Muon;
import java.util.ArrayList;
import java.util.List;

/**
 * The optimisers of one thread's share of the parameters: Muon for the matrices of the blocks if asked for, AdamW for all
 * else.
 */
final class Optimizer {
    private static final float MUON_MOMENTUM = 0.95f;

    private final List<Parameter> parameters;
    private final Adam adam;
    private final Muon muon;

    Optimizer(List<Parameter> parameters, MoeWeights weights, TrainingOptions options) {
        this.parameters = parameters;
        List<Parameter> plain = new ArrayList<>();
        List<Muon.Stack> stacks = new ArrayList<>();
        for (Parameter p : parameters) {
            if (options.muon() && options.loraRank() == 0 && orthogonal(p)) {
                stacks.add(stack(p, weights));
            } else {
                plain.add(p);
            }
        }
        this.adam = new Adam(plain,
                new Adam.Options(options.learningRate(), 0.9f, 0.95f, 1e-8f, options.weightDecay()));
        this.muon = new Muon(stacks, MUON_MOMENTUM, options.weightDecay());
    }

    /** Block matrices but the router, whose rows are classes as those of an output head. */
    private static boolean orthogonal(Parameter p) {
        return p.name().startsWith("blk.") && p.decayed() && !p.name().endsWith("ffn_gate_inp.weight");
    }

    private static Muon.Stack stack(Parameter p, MoeWeights weights) {
        int cols = weights.columns(p.name());
        int rows = p.size() / cols;
        return new Muon.Stack(p, p.name().endsWith("_exps.weight") ? rows / weights.shape().experts() : rows, cols);
    }

    /** Sum of squares of the gradients. */
    double squaredNorm() {
        double sum = 0;
        for (Parameter p : parameters) {
            double own = 0;
            for (float g : p.gradient()) {
                own += (double) g * g;
            }
            sum += own;
        }
        return sum;
    }

    /** Steps with the gradients times {@code scale}, and clears them. */
    void step(float scale, float learningRate) {
        if (scale != 1) {
            for (Parameter p : parameters) {
                float[] g = p.gradient();
                for (int i = 0; i < g.length; i++) {
                    g[i] *= scale;
                }
            }
        }
        adam.step(learningRate);
        muon.step(learningRate);
        Parameter.clearGradients(parameters);
    }

    /** Live arrays, for checkpoints. */
    List<float[]> state() {
        List<float[]> state = new ArrayList<>(adam.state());
        state.addAll(muon.state());
        return state;
    }

    void resume(long steps) {
        adam.resume(steps);
    }
}
