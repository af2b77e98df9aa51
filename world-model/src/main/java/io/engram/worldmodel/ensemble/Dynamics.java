package io.engram.worldmodel.ensemble;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What follows an action: an ensemble of networks for the change of the observation, each trained on its own share of what
 * was lived, and one network for reward and end, which looks at the state, the action and the observation that follows.
 *
 * <p>Everything is batched; axes {@code [B][width]} without gaps.
 */
final class Dynamics {
    /** Each member leaves out this share of what was lived. */
    private static final int LEFT_OUT_OF_TEN = 1;
    /** Share of a batch that are ends of episodes, which are rare in what was lived. */
    private static final double ENDS = 0.125;
    private static final double FRESH = 0.2;
    /** Errors pull with at most this strength (Huber), so that rare jumps, as at a wall, do not drown everything else. */
    private static final float MOST_PULL = 2;

    final StateForm form;
    final Mlp[] members;
    final Mlp outcome;
    private final int actions;
    private final int batch;
    private final float learningRate;
    private final RandomGenerator random;
    /** Largest reward seen, the unit of the outcome network's first output. */
    float rewardUnit = 1e-6f;
    /**
     * What a state outside everything lived is taken to be worth: imagination ends there with this as its last reward. NaN:
     * it goes on.
     */
    float caution = Float.NaN;
    double lossChange;
    double lossOutcome;

    private float[] x = new float[0];
    private float[] y = new float[0];
    private float[] mean = new float[0];
    private float[] square = new float[0];

    Dynamics(StateForm form, EnsembleOptions options, RandomGenerator random) {
        this.form = form;
        this.random = random;
        actions = form.actions;
        batch = options.batch();
        learningRate = options.learningRate();
        members = new Mlp[options.members()];
        for (int m = 0; m < members.length; m++)
            members[m] = new Mlp("dynamics" + m, form.width + actions, options.width(), form.seen,
                    options.learningRate(),
                    random);
        outcome = new Mlp("outcome", form.width + actions + form.seen, options.width(), 2, options.learningRate(),
                random);
    }

    List<Mlp> networks() {
        List<Mlp> all = new ArrayList<>(List.of(members));
        all.add(outcome);
        return all;
    }

    /** Rescales inputs and outputs to what was lived. */
    void fit(Lived lived, List<Mlp> otherReaders) {
        float[] before = new float[form.seen];
        float[] shift = new float[form.seen];
        for (int i = 0; i < form.seen; i++) {
            before[i] = form.scaledEntry(0, i);
            shift[i] = form.scaledEntry(1, i);
        }
        List<Mlp> readers = networks();
        readers.addAll(otherReaders);
        form.fit(lived, readers, List.of(members));
        for (int i = 0; i < form.seen; i++) {
            float oldScale = 1 / (shift[i] - before[i]);
            float oldMean = -before[i] * oldScale;
            float newScale = 1 / (form.scaledEntry(1, i) - form.scaledEntry(0, i));
            float newMean = -form.scaledEntry(0, i) * newScale;
            outcome.inputWritten(form.width + actions + i, (newMean - oldMean) / oldScale, newScale / oldScale);
        }
    }

    /** Takes notice of a reward's size. */
    void saw(float reward) {
        if (Math.abs(reward) > rewardUnit) {
            float unit = Math.abs(reward);
            outcome.outputWritten(0, 0, unit / rewardUnit);
            rewardUnit = unit;
        }
    }

    /** One update of every network. */
    void update(Lived lived, float rate) {
        lossChange += 0.01 * (updateMembers(lived, rate) - lossChange);
        lossOutcome += 0.01 * (updateOutcome(lived, rate) - lossOutcome);
    }

    private double updateMembers(Lived lived, float rate) {
        int in = form.width + actions;
        room(batch, in + form.seen, form.seen);
        double loss = 0;
        for (int m = 0; m < members.length; m++) {
            float[] target = mean;
            for (int b = 0; b < batch; b++) {
                int k = lived.draw(random, FRESH);
                for (int tries = 0; tries < 5 && members.length > 1 && leavesOut(m, k); tries++)
                    k = lived.draw(random, FRESH);
                input(lived.states, k * form.width, lived.actions[k], b * in);
                for (int i = 0; i < form.seen; i++)
                    target[b * form.seen + i] = (lived.next[k * form.seen + i] - lived.states[k * form.width + i]
                            - form.changeMean[i])
                            / form.changeScale[i];
            }
            members[m].forward(x, batch, y);
            double squares = 0;
            for (int i = 0; i < batch * form.seen; i++) {
                float d = y[i] - target[i];
                squares += (double) d * d;
                y[i] = Math.max(-MOST_PULL, Math.min(MOST_PULL, d)) / batch;
            }
            loss += squares / (batch * form.seen);
            members[m].backward(x, y, batch);
            members[m].step(rate * learningRate);
        }
        return loss / members.length;
    }

    private static boolean leavesOut(int member, int step) {
        int hash = (step * 0x9E3779B1 + member * 0x85EBCA6B) >>> 8;
        return hash % 10 < LEFT_OUT_OF_TEN;
    }

    private double updateOutcome(Lived lived, float rate) {
        int in = outcome.in;
        room(batch, in, 2);
        float[] target = mean;
        for (int b = 0; b < batch; b++) {
            int k = lived.ends() > 0 && b < batch * ENDS ? lived.drawEnd(random) : lived.draw(random, FRESH);
            input(lived.states, k * form.width, lived.actions[k], b * in);
            form.scaledObservation(lived.next, k * form.seen, x, b * in + form.width + actions);
            target[2 * b] = lived.rewards[k] / rewardUnit;
            target[2 * b + 1] = lived.ended[k] ? 0 : 1;
        }
        outcome.forward(x, batch, y);
        double loss = 0;
        for (int b = 0; b < batch; b++) {
            float d = y[2 * b] - target[2 * b];
            float p = sigmoid(y[2 * b + 1]);
            loss += (double) d * d - Math.log(Math.max(1e-6, target[2 * b + 1] == 1 ? p : 1 - p));
            y[2 * b] = d / batch;
            y[2 * b + 1] = (p - target[2 * b + 1]) / batch;
        }
        outcome.backward(x, y, batch);
        outcome.step(rate * learningRate);
        return loss / batch;
    }

    /**
     * Imagines one step of many states.
     *
     * @param states [B][width]
     * @param member which network; -1: the mean of all
     * @param next receives [B][width]; another array than {@code states}
     * @param rewards receives [B]
     * @param goesOn receives [B], probability that the episode goes on
     * @param doubt receives [B] the members' disagreement, root mean square in units of the usual change; only with -1.
     *        Empty when not wanted
     */
    void step(float[] states, int[] made, int count, int member, float[] next, float[] rewards, float[] goesOn,
            float[] doubt) {
        int in = form.width + actions;
        room(count, in + form.seen, form.seen);
        for (int b = 0; b < count; b++)
            input(states, b * form.width, made[b], b * in);
        change(count, member, doubt);
        float[] observation = mean;
        for (int b = 0; b < count; b++) {
            for (int i = 0; i < form.seen; i++) {
                int o = b * form.seen + i;
                observation[o] = form.grounded(i,
                        states[b * form.width + i] + form.changeMean[i] + form.changeScale[i] * mean[o]);
            }
            form.follow(states, b * form.width, made[b], observation, b * form.seen, next, b * form.width);
        }
        int wide = outcome.in;
        for (int b = 0; b < count; b++) {
            input(states, b * form.width, made[b], b * wide);
            form.scaledObservation(observation, b * form.seen, x, b * wide + in);
        }
        outcome.forward(x, count, y);
        for (int b = 0; b < count; b++) {
            rewards[b] = y[2 * b] * rewardUnit;
            goesOn[b] = sigmoid(y[2 * b + 1]);
            if (!Float.isNaN(caution) && form.unheardOf(observation, b * form.seen)) {
                rewards[b] = caution;
                goesOn[b] = 0;
            }
        }
    }

    /** Scaled changes of one member, or of all with their spread, into {@link #mean}. */
    private void change(int count, int member, float[] doubt) {
        int n = count * form.seen;
        if (member >= 0) {
            members[member].forward(x, count, mean);
            return;
        }
        Arrays.fill(mean, 0, n, 0);
        Arrays.fill(square, 0, n, 0);
        for (Mlp net : members) {
            net.forward(x, count, y);
            for (int i = 0; i < n; i++) {
                mean[i] += y[i];
                square[i] += y[i] * y[i];
            }
        }
        float share = 1f / members.length;
        for (int i = 0; i < n; i++) {
            mean[i] *= share;
            square[i] = Math.max(0, square[i] * share - mean[i] * mean[i]);
        }
        for (int b = 0; doubt.length > 0 && b < count; b++) {
            float sum = 0;
            for (int i = 0; i < form.seen; i++)
                sum += square[b * form.seen + i];
            doubt[b] = (float) Math.sqrt(sum / form.seen);
        }
    }

    private void input(float[] states, int at, int action, int to) {
        form.scaled(states, at, x, to);
        for (int a = 0; a < actions; a++)
            x[to + form.width + a] = a == action ? 1 : 0;
    }

    private void room(int count, int in, int out) {
        if (x.length < count * in)
            x = new float[count * in];
        int outs = count * Math.max(2, out);
        if (y.length < outs) {
            y = new float[outs];
            mean = new float[outs];
            square = new float[outs];
        }
    }

    static float sigmoid(float x) {
        return (float) (1 / (1 + Math.exp(-x)));
    }
}
