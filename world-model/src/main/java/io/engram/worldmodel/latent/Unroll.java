package io.engram.worldmodel.latent;

import io.engram.tensor.layer.Losses;
import io.engram.tensor.layer.Part;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The loss along lived sequences, and its gradient: the first observation becomes a latent state, the lived actions carry it on, and
 * each state on the way is held against what was lived and found out there.
 *
 * <p>Weights: policy 1, value 0.5, reward 1, going on 1, consistency 2, decoding 0.1. Each imagined step counts 1/K, so that the first
 * state weighs as much as all of them.
 */
final class Unroll {
    private static final float VALUE = 0.5f;
    private static final float CONSISTENCY = 2;
    private static final float DECODE = 0.1f;

    private final LatentNet net;
    private final int steps;
    private final int observation;
    private final int window;
    /** Factor on the gradient each time it passes through the dynamics, so that early states are not ruled by late ones. */
    private final float through;
    private final Part.Use represent;
    private final Part.Use[] dynamics;
    private final Part.Use[] reward;
    private final Part.Use[] goesOn;
    private final Part.Use[] policy;
    private final Part.Use[] value;
    private final Part.Use[] decode;
    private final float[][] latent;
    private final float[][] moved;
    private final float[][] arrived;
    private float[] view = new float[0];
    private float[] weights = new float[0];
    private float[] d = new float[0];
    private float[] dLatent = new float[0];

    /** Mean losses of the last call, unweighted. */
    double policyLoss;
    double valueLoss;
    double rewardLoss;
    double goesOnLoss;
    double consistencyLoss;
    double decodeLoss;

    Unroll(LatentNet net, int steps, float through) {
        this.net = net;
        observation = net.decode.out();
        window = net.represent.in();
        this.steps = steps;
        this.through = through;
        represent = net.represent.use();
        dynamics = uses(net.dynamics, steps);
        reward = uses(net.reward, steps);
        goesOn = uses(net.goesOn, steps);
        policy = uses(net.policy, steps + 1);
        value = uses(net.value, steps + 1);
        decode = uses(net.decode, steps + 1);
        latent = new float[steps + 1][];
        moved = new float[steps][0];
        arrived = new float[steps][0];
    }

    private static Part.Use[] uses(Part part, int count) {
        return IntStream.range(0, count).mapToObj(i -> part.use()).toArray(Part.Use[]::new);
    }

    private void room(int batch) {
        int row = Math.max(Math.max(observation, net.width + net.actions),
                Math.max(net.values.size(), net.rewards.size()));
        if (weights.length >= batch)
            return;
        weights = new float[batch];
        view = new float[batch * observation];
        d = new float[batch * row];
        dLatent = new float[batch * net.width];
        for (int k = 0; k < steps; k++) {
            moved[k] = new float[batch * (net.width + net.actions)];
            arrived[k] = new float[batch * (net.width + net.actions)];
        }
    }

    /** The loss; its gradient is added to the parameters'. */
    double learn(Sequences s) {
        int n = s.batch;
        room(n);
        policyLoss = valueLoss = rewardLoss = goesOnLoss = consistencyLoss = decodeLoss = 0;
        latent[0] = represent.forward(s.seen[0], n);
        for (int k = 0; k < steps; k++) {
            net.join(latent[k], s.action[k], n, moved[k]);
            latent[k + 1] = dynamics[k].forward(moved[k], n);
            net.join(latent[k + 1], s.action[k], n, arrived[k]);
        }
        Arrays.fill(dLatent, 0, n * net.width, 0);
        double loss = 0;
        for (int k = steps; k >= 0; k--) {
            float share = k == 0 ? 1 : 1f / steps;
            loss += share * judge(s, k, share);
            if (k > 0) {
                loss += share * arrive(s, k - 1, share);
                back(dynamics[k - 1].backward(dLatent), n);
            }
        }
        represent.backward(dLatent);
        return loss;
    }

    /** Policy, value and decoding of state {@code k}. */
    private double judge(Sequences s, int k, float share) {
        int n = s.batch;
        scaled(s.alive[k], share, n);
        double p = Losses.softmaxCrossEntropy(policy[k].forward(latent[k], n), s.policy[k], weights, n, net.actions, d);
        add(policy[k].backward(d), net.width, n);
        scaled(s.alive[k], share * VALUE, n);
        double v = Losses.softmaxCrossEntropy(value[k].forward(latent[k], n), s.value[k], weights, n, net.values.size(),
                d);
        add(value[k].backward(d), net.width, n);
        scaled(s.lived[k], share * DECODE, n);
        double o = Losses.meanSquaredError(decode[k].forward(latent[k], n), newest(s.seen[k], n), weights, n,
                observation, d);
        add(decode[k].backward(d), net.width, n);
        policyLoss += p / share / (steps + 1);
        valueLoss += v / (share * VALUE) / (steps + 1);
        decodeLoss += o / (share * DECODE) / (steps + 1);
        return (p + v + o) / share;
    }

    /** Reward, going on and consistency of step {@code k}, seen from the state it led to. */
    private double arrive(Sequences s, int k, float share) {
        int n = s.batch;
        int row = net.width + net.actions;
        scaled(s.lived[k + 1], share, n);
        double r = Losses.softmaxCrossEntropy(reward[k].forward(arrived[k], n), s.reward[k], weights, n,
                net.rewards.size(), d);
        add(reward[k].backward(d), row, n);
        double g = Losses.binaryCrossEntropy(goesOn[k].forward(arrived[k], n), s.goesOn[k], weights, n, d);
        add(goesOn[k].backward(d), row, n);
        scaled(s.lived[k + 1], share * CONSISTENCY, n);
        double c = Losses.cosineDistance(latent[k + 1], s.next[k], weights, n, net.width, d);
        add(d, net.width, n);
        rewardLoss += r / share / steps;
        goesOnLoss += g / share / steps;
        consistencyLoss += c / (share * CONSISTENCY) / steps;
        return (r + g + c) / share;
    }

    /** The newest observations of windows, which begin with it. */
    private float[] newest(float[] seen, int n) {
        if (window == observation)
            return seen;
        for (int b = 0; b < n; b++)
            System.arraycopy(seen, b * window, view, b * observation, observation);
        return view;
    }

    private void scaled(float[] from, float by, int n) {
        for (int b = 0; b < n; b++)
            weights[b] = from[b] * by;
    }

    /** Adds the leading entries of rows to the gradient of the latent state. */
    private void add(float[] gradient, int row, int n) {
        for (int b = 0; b < n; b++)
            for (int i = 0; i < net.width; i++)
                dLatent[b * net.width + i] += gradient[b * row + i];
    }

    /** The gradient goes on to the state before. */
    private void back(float[] dMoved, int n) {
        int row = net.width + net.actions;
        for (int b = 0; b < n; b++)
            for (int i = 0; i < net.width; i++)
                dLatent[b * net.width + i] = through * dMoved[b * row + i];
    }
}
