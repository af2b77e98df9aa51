package io.engram.worldmodel.latent;

import io.engram.tensor.layer.Part;
import io.engram.worldmodel.replay.Episode;
import io.engram.worldmodel.replay.ReplayBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Draws lived sequences and finds out, with the steady networks as they are now, what should have been predicted along them. */
final class Targets {
    /** sigma(q) = (c_visit + visits) * c_scale * q of Danihelka et al., with one visit for every action. */
    private static final float SHARPNESS = (50 + 1) * 0.1f;
    /** Returns that differ by less than this share of the value are not told apart. */
    private static final float LEAST_SPREAD = 0.01f;

    private final LatentNet net;
    private final Window window;
    private final LatentOptions options;
    private final Part.Use represent;
    private final Part.Use dynamics;
    private final Part.Use reward;
    private final Part.Use goesOn;
    private final Part.Use policy;
    private final Part.Use value;
    private final int rows;
    private final Episode[] episode;
    private final int[] place;
    private final float[] latents;
    private final float[] moved;
    private final float[] inputs;
    private final float[] target;
    private final float[] ahead;
    private final float[] logits;
    private final float[] values;
    private final float[] q;
    private final int[] made;

    Targets(LatentNet steady, Window window, LatentOptions options) {
        net = steady;
        this.window = window;
        this.options = options;
        represent = net.represent.use();
        dynamics = net.dynamics.use();
        reward = net.reward.use();
        goesOn = net.goesOn.use();
        policy = net.policy.use();
        value = net.value.use();
        rows = options.batch() * (options.unroll() + 1);
        episode = new Episode[options.batch()];
        place = new int[options.batch()];
        latents = new float[rows * net.width];
        moved = new float[rows * (net.width + net.actions)];
        inputs = new float[rows * window.width()];
        target = new float[rows];
        ahead = new float[rows];
        logits = new float[rows * net.actions];
        values = new float[rows];
        q = new float[rows * net.actions];
        made = new int[rows];
    }

    void fill(Sequences s, ReplayBuffer replay, RandomGenerator random) {
        for (int b = 0; b < s.batch; b++) {
            episode[b] = replay.sample(random);
            place[b] = random.nextInt(episode[b].length());
            lived(s, b);
        }
        judgeAhead(s);
        judgeHere(s);
    }

    /** What was lived: observations, actions, rewards, ends. Behind the end the last observation is repeated, with weight 0. */
    private void lived(Sequences s, int b) {
        Episode e = episode[b];
        for (int k = 0; k <= s.steps; k++) {
            int i = place[b] + k;
            window.write(e, Math.min(i, e.length()), s.seen[k], b * window.width());
            s.alive[k][b] = i < e.length() ? 1 : 0;
            s.lived[k][b] = i <= e.length() ? 1 : 0;
            if (k == s.steps)
                return;
            boolean happened = i < e.length();
            s.action[k][b] = happened ? e.action(i) : 0;
            net.rewards.write(happened ? (float) e.step(i).reward() : 0, s.reward[k], b * net.rewards.size());
            s.goesOn[k][b] = happened && !e.step(i).terminated() ? 1 : 0;
        }
    }

    /** Value targets: the rewards of the next steps and the value of where they led. */
    private void judgeAhead(Sequences s) {
        for (int k = 0; k <= s.steps; k++)
            for (int b = 0; b < s.batch; b++) {
                Episode e = episode[b];
                int row = k * s.batch + b;
                int i = Math.min(place[b] + k, e.length());
                int to = Math.min(i + options.valueSteps(), e.length());
                double sum = 0;
                double factor = 1;
                for (int j = i; j < to; j++) {
                    sum += factor * e.step(j).reward();
                    factor *= options.gamma();
                }
                boolean end = to == e.length() && to > 0 && e.step(to - 1).terminated();
                target[row] = (float) sum;
                ahead[row] = end ? 0 : (float) factor;
                window.write(e, to, inputs, row * window.width());
            }
        float[] v = value.forward(represent.forward(inputs, rows), rows);
        for (int k = 0; k <= s.steps; k++)
            for (int b = 0; b < s.batch; b++) {
                int row = k * s.batch + b;
                float behind = ahead[row] == 0 ? 0 : ahead[row] * net.values.mean(v, row * net.values.size());
                net.values.write(target[row] + behind, s.value[k], b * net.values.size());
            }
    }

    /** Where the representation points, and the policy improved by one imagined step with every action. */
    private void judgeHere(Sequences s) {
        for (int k = 0; k <= s.steps; k++)
            System.arraycopy(s.seen[k], 0, inputs, k * s.batch * window.width(), s.batch * window.width());
        System.arraycopy(represent.forward(inputs, rows), 0, latents, 0, rows * net.width);
        for (int k = 0; k < s.steps; k++)
            System.arraycopy(latents, (k + 1) * s.batch * net.width, s.next[k], 0, s.batch * net.width);
        System.arraycopy(policy.forward(latents, rows), 0, logits, 0, rows * net.actions);
        float[] v = value.forward(latents, rows);
        for (int row = 0; row < rows; row++)
            values[row] = net.values.mean(v, row * net.values.size());
        for (int a = 0; a < net.actions; a++)
            tryOut(a);
        for (int k = 0; k <= s.steps; k++)
            for (int b = 0; b < s.batch; b++)
                improve(s.policy[k], b, k * s.batch + b,
                        legal(episode[b], Math.min(place[b] + k, episode[b].length())));
    }

    private static Optional<BitSet> legal(Episode episode, int i) {
        return i == 0 ? Optional.empty() : episode.step(i - 1).actionMask();
    }

    private void tryOut(int action) {
        Arrays.fill(made, action);
        net.join(latents, made, rows, moved);
        float[] next = dynamics.forward(moved, rows);
        float[] v = value.forward(next, rows);
        net.join(next, made, rows, moved);
        float[] r = reward.forward(moved, rows);
        float[] on = goesOn.forward(moved, rows);
        for (int row = 0; row < rows; row++)
            q[row * net.actions + action] = net.rewards.mean(r, row * net.rewards.size())
                    + LatentWorld.discount(on[row], (float) options.gamma())
                            * net.values.mean(v, row * net.values.size());
    }

    private void improve(float[] out, int b, int row, Optional<BitSet> legal) {
        int o = row * net.actions;
        int to = b * net.actions;
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (int a = 0; a < net.actions; a++)
            if (legal.isEmpty() || legal.get().get(a)) {
                low = Math.min(low, q[o + a]);
                high = Math.max(high, q[o + a]);
            }
        float unit = SHARPNESS / Math.max(high - low, LEAST_SPREAD * (1 + Math.abs(values[row])));
        float most = Float.NEGATIVE_INFINITY;
        for (int a = 0; a < net.actions; a++) {
            boolean allowed = legal.isEmpty() || legal.get().get(a);
            out[to + a] = allowed ? logits[o + a] + unit * (q[o + a] - high) : Float.NEGATIVE_INFINITY;
            most = Math.max(most, out[to + a]);
        }
        float sum = 0;
        for (int a = 0; a < net.actions; a++) {
            out[to + a] = most == Float.NEGATIVE_INFINITY ? 1 : (float) Math.exp(out[to + a] - most);
            sum += out[to + a];
        }
        for (int a = 0; a < net.actions; a++)
            out[to + a] /= sum;
    }
}
