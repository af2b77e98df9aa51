package io.engram.worldmodel.ensemble;

import java.util.random.RandomGenerator;

/**
 * Learns the worth of actions from imagination alone: a crowd of imagined states, each started from a lived one, is carried
 * on by what seems best and now and then by chance. At every step all actions of all of them are imagined, and the value
 * network learns {@code Q(s,a) = r + gamma P(goes on) max Q'(s', .)}. So values are learned where acting by them would
 * lead, also where life has rarely been (Dyna, Sutton 1990; Janner et al. 2019).
 *
 * <p>While nothing lived so far tells good from bad (all rewards alike, no episode ended by the world), reaching states
 * unlike the lived ones is rewarded instead.
 */
final class Dreams {
    private static final double CHANCE = 0.15;
    private static final double WAKES = 1.0 / 20;
    private static final float FOLLOW = 0.02f;

    private final Dynamics dynamics;
    private final StateForm form;
    private final Novelty novelty;
    private final RandomGenerator random;
    private final int crowd;
    private final int actions;
    private final float gamma;
    private final float learningRate;
    final Mlp values;
    /** Follows {@link #values} slowly; targets and decisions come from it. */
    final Mlp steady;
    /** A steady network that did best in the {@link Gate}; decides in evaluation. */
    final Mlp chosen;
    /** What the networks' outputs are measured in. */
    float unit = 1;
    double loss;
    private boolean awake;

    private final float[] states;
    private final float[] many;
    private final int[] made;
    private final float[] next;
    private final float[] rewards;
    private final float[] goesOn;
    private final float[] x;
    private final float[] xNext;
    private final float[] q;
    private final float[] qNext;

    Dreams(Dynamics dynamics, Novelty novelty, EnsembleOptions options, RandomGenerator random) {
        this.dynamics = dynamics;
        this.novelty = novelty;
        this.random = random;
        form = dynamics.form;
        crowd = options.dreams();
        actions = form.actions;
        gamma = (float) options.gamma();
        learningRate = options.learningRate();
        values = new Mlp("values", form.width, options.width(), actions, options.learningRate(), random);
        steady = new Mlp("steady", form.width, options.width(), actions, options.learningRate(), random);
        chosen = new Mlp("chosen", form.width, options.width(), actions, options.learningRate(), random);
        steady.follow(values, 1);
        chosen.follow(values, 1);
        int all = crowd * actions;
        states = new float[crowd * form.width];
        many = new float[all * form.width];
        made = new int[all];
        next = new float[all * form.width];
        rewards = new float[all];
        goesOn = new float[all];
        x = new float[crowd * form.width];
        xNext = new float[all * form.width];
        q = new float[crowd * actions];
        qNext = new float[all * actions];
    }

    /** The unit grows with the largest reward seen; the networks are rewritten to it. */
    void rewardUnit(float rewardUnit) {
        float wanted = rewardUnit * (float) Math.sqrt(1 / (1 - gamma));
        if (wanted == unit)
            return;
        for (int a = 0; a < actions; a++) {
            values.outputWritten(a, 0, wanted / unit);
            steady.outputWritten(a, 0, wanted / unit);
            chosen.outputWritten(a, 0, wanted / unit);
        }
        unit = wanted;
    }

    /** One update. */
    void update(Lived lived, float rate, float curiosity, float lowest, float highest) {
        if (!awake) {
            for (int p = 0; p < crowd; p++)
                wake(lived, p);
            awake = true;
        }
        imagineAll();
        for (int k = 0; k < crowd * actions; k++)
            form.scaled(next, k * form.width, xNext, k * form.width);
        steady.forward(xNext, crowd * actions, qNext);
        for (int p = 0; p < crowd; p++)
            form.scaled(states, p * form.width, x, p * form.width);
        values.forward(x, crowd, q);
        double squares = 0;
        for (int k = 0; k < crowd * actions; k++) {
            float best = best(qNext, k * actions) * unit;
            float bonus = curiosity > 0 ? curiosity * novelty.of(next, k * form.width) : 0;
            float target = rewards[k] + bonus + gamma * goesOn[k] * best;
            target = Math.max(lowest, Math.min(highest + (curiosity > 0 ? curiosity / (1 - gamma) : 0), target))
                    / unit;
            float d = q[k] - target;
            squares += (double) d * d;
            q[k] = d / crowd;
        }
        loss += 0.01 * (squares / (crowd * actions) - loss);
        move(lived);
        values.backward(x, q, crowd);
        values.step(rate * learningRate);
        steady.follow(values, FOLLOW);
    }

    private void imagineAll() {
        for (int p = 0; p < crowd; p++)
            for (int a = 0; a < actions; a++) {
                int k = p * actions + a;
                System.arraycopy(states, p * form.width, many, k * form.width, form.width);
                made[k] = a;
            }
        dynamics.step(many, made, crowd * actions, random.nextInt(dynamics.members.length), next, rewards, goesOn,
                new float[0]);
    }

    /** Carries every imagined state on by one step; those whose episode ended, and some others, start from a lived one. */
    private void move(Lived lived) {
        for (int p = 0; p < crowd; p++) {
            int action = random.nextInt(actions);
            if (random.nextDouble() >= CHANCE) {
                action = 0;
                for (int a = 1; a < actions; a++)
                    if (worth(p * actions + a) > worth(p * actions + action))
                        action = a;
            }
            int k = p * actions + action;
            if (goesOn[k] < 0.5f || random.nextDouble() < WAKES)
                wake(lived, p);
            else
                System.arraycopy(next, k * form.width, states, p * form.width, form.width);
        }
    }

    private float worth(int k) {
        return rewards[k] + gamma * goesOn[k] * best(qNext, k * actions) * unit;
    }

    private void wake(Lived lived, int p) {
        int k = lived.draw(random, 0.3);
        System.arraycopy(lived.states, k * form.width, states, p * form.width, form.width);
    }

    private float best(float[] of, int at) {
        float best = of[at];
        for (int a = 1; a < actions; a++)
            best = Math.max(best, of[at + a]);
        return best;
    }
}
