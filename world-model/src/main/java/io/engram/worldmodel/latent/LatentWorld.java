package io.engram.worldmodel.latent;

import io.engram.planner.Leaf;
import io.engram.planner.Transition;
import io.engram.planner.World;
import io.engram.tensor.layer.Part;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The learned latent states as a world to search; batches of slots are judged and stepped together. Which actions are legal is known
 * at the root only; behind it the policy is trusted not to make others.
 */
final class LatentWorld implements World {
    /** Less likely to go on than this is an end. */
    private static final double ENDS = 0.1;

    private final LatentNet net;
    private final List<String> names;
    private final float gamma;
    private final Part.Use represent;
    private final Part.Use dynamics;
    private final Part.Use reward;
    private final Part.Use goesOn;
    private final Part.Use policy;
    private final Part.Use value;
    private float[] latents;
    private float[] rows = new float[0];
    private float[] moved = new float[0];
    private final int[] oneSlot = new int[1];
    private final int[] oneAction = new int[1];
    private final int[] oneTo = new int[1];
    private final Leaf[] oneLeaf = new Leaf[1];
    private final Transition[] oneTransition = new Transition[1];
    private @Nullable BitSet legal;

    LatentWorld(LatentNet net, List<String> names, double gamma) {
        this.net = net;
        this.names = names;
        this.gamma = (float) gamma;
        represent = net.represent.use();
        dynamics = net.dynamics.use();
        reward = net.reward.use();
        goesOn = net.goesOn.use();
        policy = net.policy.use();
        value = net.value.use();
        latents = new float[net.width];
    }

    /** Puts what is seen into slot 0. */
    void root(float[] input, @Nullable BitSet legalActions) {
        System.arraycopy(represent.forward(input, 1), 0, latents, 0, net.width);
        legal = legalActions;
    }

    /** Discount of a step whose logit of going on this is. */
    static float discount(float logit, float gamma) {
        double p = 1 / (1 + Math.exp(-logit));
        return p < ENDS ? 0 : (float) (gamma * p);
    }

    @Override
    public int actionCount() {
        return net.actions;
    }

    @Override
    public void reserve(int slots) {
        if (slots * net.width > latents.length)
            latents = Arrays.copyOf(latents, slots * net.width);
    }

    private void room(int count) {
        if (rows.length < count * net.width) {
            rows = new float[count * net.width];
            moved = new float[count * (net.width + net.actions)];
        }
    }

    @Override
    public void evaluate(int slot, Leaf out) {
        oneSlot[0] = slot;
        oneLeaf[0] = out;
        evaluateBatch(oneSlot, oneLeaf, 1);
    }

    @Override
    public void evaluateBatch(int[] slots, Leaf[] out, int count) {
        room(count);
        for (int b = 0; b < count; b++)
            System.arraycopy(latents, slots[b] * net.width, rows, b * net.width, net.width);
        float[] logits = policy.forward(rows, count);
        float[] values = value.forward(rows, count);
        for (int b = 0; b < count; b++) {
            int o = b * net.actions;
            float most = Float.NEGATIVE_INFINITY;
            for (int a = 0; a < net.actions; a++)
                most = Math.max(most, logits[o + a]);
            for (int a = 0; a < net.actions; a++)
                out[b].prior[a] = (float) Math.exp(logits[o + a] - most);
            out[b].value = net.values.mean(values, b * net.values.size());
            if (slots[b] == 0 && legal != null)
                for (int a = 0; a < net.actions; a++)
                    out[b].legal[a] = legal.get(a);
        }
    }

    @Override
    public void step(int from, int action, int to, Transition out) {
        oneSlot[0] = from;
        oneAction[0] = action;
        oneTo[0] = to;
        oneTransition[0] = out;
        stepBatch(oneSlot, oneAction, oneTo, oneTransition, 1);
    }

    @Override
    public void stepBatch(int[] from, int[] action, int[] to, Transition[] out, int count) {
        room(count);
        for (int b = 0; b < count; b++)
            System.arraycopy(latents, from[b] * net.width, rows, b * net.width, net.width);
        net.join(rows, action, count, moved);
        float[] next = dynamics.forward(moved, count);
        for (int b = 0; b < count; b++)
            System.arraycopy(next, b * net.width, latents, to[b] * net.width, net.width);
        net.join(next, action, count, moved);
        float[] rewards = reward.forward(moved, count);
        float[] on = goesOn.forward(moved, count);
        for (int b = 0; b < count; b++) {
            out[b].reward = net.rewards.mean(rewards, b * net.rewards.size());
            out[b].discount = discount(on[b], gamma);
        }
    }

    @Override
    public String actionName(int action) {
        return action < names.size() ? names.get(action) : "a" + action;
    }
}
