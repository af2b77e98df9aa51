package io.engram.worldmodel.ensemble;

import io.engram.planner.SequenceWorld;
import java.util.Arrays;
import java.util.List;

/** Sequences of actions tried out in the learned world, all at once; behind the last action the values count. */
final class VectorSequences implements SequenceWorld {
    private final Dynamics dynamics;
    private final StateForm form;
    private final Dreams dreams;
    private final List<String> names;
    private final float gamma;
    private final float[] root;
    private float[] states = new float[0];
    private float[] next = new float[0];
    private float[] x = new float[0];
    private float[] q = new float[0];
    private float[] rewards = new float[0];
    private float[] goesOn = new float[0];
    private float[] weight = new float[0];
    private int[] made = new int[0];

    VectorSequences(Dynamics dynamics, Dreams dreams, List<String> names, double gamma) {
        this.dynamics = dynamics;
        this.dreams = dreams;
        this.names = names;
        this.gamma = (float) gamma;
        form = dynamics.form;
        root = new float[form.width];
    }

    void root(float[] state) {
        System.arraycopy(state, 0, root, 0, form.width);
    }

    @Override
    public int actionCount() {
        return form.actions;
    }

    @Override
    public void score(int[] actions, int count, int horizon, float[] scores) {
        room(count);
        Arrays.fill(scores, 0, count, 0);
        Arrays.fill(weight, 0, count, 1);
        for (int s = 0; s < count; s++)
            System.arraycopy(root, 0, states, s * form.width, form.width);
        for (int t = 0; t < horizon; t++) {
            for (int s = 0; s < count; s++)
                made[s] = actions[s * horizon + t];
            dynamics.step(states, made, count, t % dynamics.members.length, next, rewards, goesOn, new float[0]);
            for (int s = 0; s < count; s++) {
                scores[s] += weight[s] * rewards[s];
                weight[s] *= goesOn[s] < 0.5f ? 0 : gamma;
            }
            System.arraycopy(next, 0, states, 0, count * form.width);
        }
        for (int s = 0; s < count; s++)
            form.scaled(states, s * form.width, x, s * form.width);
        dreams.chosen.forward(x, count, q);
        for (int s = 0; s < count; s++) {
            float best = q[s * form.actions];
            for (int a = 1; a < form.actions; a++)
                best = Math.max(best, q[s * form.actions + a]);
            scores[s] += weight[s] * best * dreams.unit;
        }
    }

    private void room(int count) {
        if (made.length >= count)
            return;
        states = new float[count * form.width];
        next = new float[count * form.width];
        x = new float[count * form.width];
        q = new float[count * form.actions];
        rewards = new float[count];
        goesOn = new float[count];
        weight = new float[count];
        made = new int[count];
    }

    @Override
    public String actionName(int action) {
        return action < names.size() ? names.get(action) : "a" + action;
    }
}
