package io.engram.tensor.optim;

import io.engram.tensor.layer.Parameter;
import java.util.ArrayList;
import java.util.List;

/** Adam with bias correction and, for parameters that ask for it, decoupled weight decay (AdamW). */
public final class Adam {
    private final List<Parameter> parameters;
    private final Options options;
    private final List<float[]> first = new ArrayList<>();
    private final List<float[]> second = new ArrayList<>();
    private long steps;

    /**
     * The hyper-parameters, by the papers' names.
     *
     * @param learningRate
     *            alpha of the paper, the step length
     * @param beta1
     *            decay of the mean gradient: higher is smoother and slower
     * @param beta2
     *            decay of the mean squared gradient
     * @param epsilon
     *            added to the root, bounds the step where gradients vanish
     * @param weightDecay
     *            lambda of AdamW, 0 for plain Adam
     */
    public record Options(float learningRate, float beta1, float beta2, float epsilon, float weightDecay) {
        /** Checks the ranges. */
        public Options {
            check("learningRate", learningRate, learningRate > 0 && Float.isFinite(learningRate), "a positive number");
            check("beta1", beta1, beta1 >= 0 && beta1 < 1, "a number in [0, 1)");
            check("beta2", beta2, beta2 >= 0 && beta2 < 1, "a number in [0, 1)");
            check("epsilon", epsilon, epsilon > 0 && Float.isFinite(epsilon), "a positive number");
            check("weightDecay", weightDecay, weightDecay >= 0 && Float.isFinite(weightDecay), "a number >= 0");
        }

        /** The paper's defaults without weight decay. */
        public static Options ofLearningRate(float learningRate) {
            return new Options(learningRate, 0.9f, 0.999f, 1e-8f, 0);
        }

        private static void check(String name, float value, boolean good, String rule) {
            if (!good) {
                throw new IllegalArgumentException(name + ": expected " + rule + ", received " + value);
            }
        }
    }

    /** An optimiser with zero moments for these parameters. */
    public Adam(List<Parameter> parameters, Options options) {
        this.parameters = List.copyOf(parameters);
        this.options = options;
        for (Parameter parameter : this.parameters) {
            first.add(new float[parameter.size()]);
            second.add(new float[parameter.size()]);
        }
    }

    /** Steps taken so far. */
    public long steps() {
        return steps;
    }

    /**
     * The live state, for saved files: for each parameter its mean gradient, then its mean squared gradient. An optimiser
     * whose state and {@link #resume steps} are set to another's goes on exactly as that one would.
     */
    public List<float[]> state() {
        List<float[]> state = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            state.add(first.get(i));
            state.add(second.get(i));
        }
        return state;
    }

    /** Sets the number of steps taken, which the bias correction depends on. */
    public void resume(long stepsTaken) {
        if (stepsTaken < 0) {
            throw new IllegalArgumentException("steps: expected a number >= 0, received " + stepsTaken);
        }
        steps = stepsTaken;
    }

    /** One step with the options' learning rate. */
    public void step() {
        step(options.learningRate());
    }

    /** One step with this learning rate, for schedules. */
    public void step(float learningRate) {
        steps++;
        float rate = (float) (learningRate / (1 - Math.pow(options.beta1(), (double) steps)));
        float root = (float) (1 / Math.sqrt(1 - Math.pow(options.beta2(), (double) steps)));
        for (int i = 0; i < parameters.size(); i++) {
            Parameter p = parameters.get(i);
            float keep = p.decayed() ? 1 - learningRate * options.weightDecay() : 1;
            update(p.value(), p.gradient(), first.get(i), second.get(i), rate, root, keep);
        }
    }

    /** Flat loops over arrays of one length, which the compiler turns into vector code. */
    private void update(float[] value, float[] gradient, float[] mean, float[] square, float rate, float root,
            float keep) {
        float b1 = options.beta1();
        float b2 = options.beta2();
        float eps = options.epsilon();
        for (int i = 0; i < value.length; i++) {
            float g = gradient[i];
            float m = b1 * mean[i] + (1 - b1) * g;
            float v = b2 * square[i] + (1 - b2) * g * g;
            mean[i] = m;
            square[i] = v;
            value[i] = keep * value[i] - rate * m / ((float) Math.sqrt(v) * root + eps);
        }
    }
}
