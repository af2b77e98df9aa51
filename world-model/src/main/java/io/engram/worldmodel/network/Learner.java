package io.engram.worldmodel.network;

import io.engram.tensor.layer.Parameter;
import io.engram.tensor.optim.Adam;
import io.engram.tensor.optim.GradientClipping;
import io.engram.worldmodel.Envelope;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Steps parameters against their gradients, and keeps a slow average of them that judges more steadily than the newest ones.
 *
 * <p>A gradient that is not finite is thrown away as a whole; it changes neither parameters nor the optimiser.
 */
public final class Learner {
    private final List<Parameter> parameters;
    private final List<Parameter> steady;
    private final Adam adam;
    private final float learningRate;
    private final double longestGradient;
    private final float follow;

    /**
     * A learner that has not stepped.
     *
     * @param parameters that are trained
     * @param steady the same parameters of a second network; overwritten, and an average of the trained ones from then on
     * @param learningRate of AdamW
     * @param weightDecay of AdamW, on weight matrices only
     * @param longestGradient joint norm above which gradients are scaled down
     * @param follow share of the way that {@code steady} goes towards the trained parameters at each step, in (0, 1]
     */
    public Learner(List<Parameter> parameters, List<Parameter> steady, float learningRate, float weightDecay,
            double longestGradient, float follow) {
        this.parameters = List.copyOf(parameters);
        this.steady = List.copyOf(steady);
        this.learningRate = learningRate;
        this.longestGradient = longestGradient;
        this.follow = follow;
        adam = new Adam(parameters, new Adam.Options(learningRate, 0.9f, 0.999f, 1e-8f, weightDecay));
        for (int i = 0; i < parameters.size(); i++)
            steady.get(i).copyFrom(parameters.get(i));
    }

    /**
     * One step, after which all gradients are zero.
     *
     * @param rate factor on the learning rate, for schedules
     * @return whether the gradient was finite and the step was made
     */
    public boolean step(float rate) {
        double norm = GradientClipping.byGlobalNorm(parameters, longestGradient);
        boolean good = Double.isFinite(norm);
        if (good) {
            adam.step(learningRate * rate);
            // Early on an average of few steps follows faster.
            float share = Math.max(follow, 1f / (1 + adam.steps()));
            for (int i = 0; i < parameters.size(); i++)
                follow(steady.get(i).value(), parameters.get(i).value(), share);
        }
        Parameter.clearGradients(parameters);
        return good;
    }

    private static void follow(float[] slow, float[] fast, float share) {
        for (int i = 0; i < slow.length; i++)
            slow[i] += share * (fast[i] - slow[i]);
    }

    /** Steps made. */
    public long steps() {
        return adam.steps();
    }

    /** Whether every trained number is finite. */
    public boolean isFinite() {
        for (Parameter parameter : parameters)
            for (float v : parameter.value())
                if (!Float.isFinite(v))
                    return false;
        return true;
    }

    /** Writes the steps made, then parameters, their average and the optimiser's state, each as an int length and its floats. */
    public void save(DataOutput out) throws IOException {
        out.writeLong(adam.steps());
        for (float[] list : lists()) {
            out.writeInt(list.length);
            for (float v : list)
                out.writeFloat(v);
        }
    }

    /**
     * Reads what {@link #save} wrote, completely, before anything is replaced; learning then goes on exactly as it would have.
     *
     * @param what is read, for messages
     * @return puts what was read in place
     * @throws IOException when it was made for other networks
     */
    public Runnable load(DataInput in, String what) throws IOException {
        long steps = in.readLong();
        if (steps < 0)
            throw new IOException(what + ": steps: expected >= 0, received " + steps);
        List<float[]> targets = lists();
        List<float[]> read = new ArrayList<>();
        for (float[] target : targets) {
            Envelope.expect(what + ": numbers", target.length, in.readInt());
            float[] list = new float[target.length];
            for (int i = 0; i < list.length; i++)
                list[i] = in.readFloat();
            read.add(list);
        }
        return () -> {
            for (int i = 0; i < read.size(); i++)
                System.arraycopy(read.get(i), 0, targets.get(i), 0, read.get(i).length);
            adam.resume(steps);
        };
    }

    private List<float[]> lists() {
        List<float[]> lists = new ArrayList<>();
        parameters.forEach(p -> lists.add(p.value()));
        steady.forEach(p -> lists.add(p.value()));
        lists.addAll(adam.state());
        return lists;
    }
}
