package io.engram.worldmodel.ensemble;

import io.engram.planner.Leaf;
import io.engram.planner.Transition;
import io.engram.planner.World;
import java.util.Arrays;
import java.util.List;

/** The learned world as the planner searches it; judges and steps batches of slots together. */
final class VectorWorld implements World {
    /** Prior: exp of the distance to the best value in units of this share of the state's spread, or of the values' unit. */
    private static final float TEMPERATURE = 0.25f;
    private static final float LEAST_SPREAD = 0.02f;

    private final Dynamics dynamics;
    private final StateForm form;
    private final Dreams dreams;
    private final List<String> names;
    private final float gamma;
    private float[] states;
    private float[] batch = new float[0];
    private int[] made = new int[0];
    private float[] next = new float[0];
    private float[] rewards = new float[0];
    private float[] goesOn = new float[0];
    private float[] doubt = new float[0];
    private float[] x = new float[0];
    private float[] q = new float[0];
    private final int[] one = new int[1];
    private final int[] oneAction = new int[1];
    private final int[] oneTo = new int[1];
    private final Leaf[] oneLeaf = new Leaf[1];
    private final Transition[] oneTransition = new Transition[1];
    private Mlp judge;

    VectorWorld(Dynamics dynamics, Dreams dreams, List<String> names, double gamma) {
        this.dynamics = dynamics;
        this.dreams = dreams;
        this.names = names;
        this.gamma = (float) gamma;
        form = dynamics.form;
        states = new float[form.width];
        judge = dreams.steady;
    }

    /** Which value network judges. */
    void judge(Mlp values) {
        judge = values;
    }

    void root(float[] state) {
        System.arraycopy(state, 0, states, 0, form.width);
    }

    @Override
    public int actionCount() {
        return form.actions;
    }

    @Override
    public void reserve(int slots) {
        if (slots * form.width > states.length)
            states = Arrays.copyOf(states, slots * form.width);
    }

    @Override
    public void evaluate(int slot, Leaf out) {
        one[0] = slot;
        oneLeaf[0] = out;
        evaluateBatch(one, oneLeaf, 1);
    }

    @Override
    public void evaluateBatch(int[] slots, Leaf[] out, int count) {
        room(count);
        for (int b = 0; b < count; b++)
            form.scaled(states, slots[b] * form.width, x, b * form.width);
        judge.forward(x, count, q);
        for (int b = 0; b < count; b++)
            judge(b * form.actions, out[b]);
    }

    private void judge(int at, Leaf out) {
        float best = q[at];
        float low = q[at];
        for (int a = 1; a < form.actions; a++) {
            best = Math.max(best, q[at + a]);
            low = Math.min(low, q[at + a]);
        }
        float unit = TEMPERATURE * Math.max(best - low, LEAST_SPREAD);
        for (int a = 0; a < form.actions; a++)
            out.prior[a] = (float) Math.exp((q[at + a] - best) / unit);
        out.value = best * dreams.unit;
    }

    @Override
    public void step(int from, int action, int to, Transition out) {
        one[0] = from;
        oneAction[0] = action;
        oneTo[0] = to;
        oneTransition[0] = out;
        stepBatch(one, oneAction, oneTo, oneTransition, 1);
    }

    @Override
    public void stepBatch(int[] from, int[] action, int[] to, Transition[] out, int count) {
        room(count);
        for (int b = 0; b < count; b++) {
            System.arraycopy(states, from[b] * form.width, batch, b * form.width, form.width);
            made[b] = action[b];
        }
        dynamics.step(batch, made, count, -1, next, rewards, goesOn, doubt);
        for (int b = 0; b < count; b++) {
            System.arraycopy(next, b * form.width, states, to[b] * form.width, form.width);
            out[b].reward = rewards[b];
            out[b].discount = goesOn[b] < 0.5f ? 0 : gamma;
            out[b].trust = 1 / (1 + doubt[b]);
        }
    }

    private void room(int count) {
        if (made.length >= count)
            return;
        batch = new float[count * form.width];
        next = new float[count * form.width];
        x = new float[count * form.width];
        q = new float[count * form.actions];
        made = new int[count];
        rewards = new float[count];
        goesOn = new float[count];
        doubt = new float[count];
    }

    /** Q of the state in slot 0, in the order of actions, in the networks' own unit; overwritten by the next call. */
    float[] rootValues() {
        room(1);
        form.scaled(states, 0, x, 0);
        judge.forward(x, 1, q);
        return q;
    }

    @Override
    public String actionName(int action) {
        return action < names.size() ? names.get(action) : "a" + action;
    }
}
