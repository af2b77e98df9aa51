package io.engram.worldmodel.grid;

import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Acting without search: tabular Q-learning on what is seen at this moment (Watkins 1989), every episode swept backwards
 * once more at its end. Knows nothing of places out of sight, and generalises to no other view; it is what planning is
 * compared with.
 */
final class Habit {
    private static final double STEP = 0.2;
    private static final double GAMMA = 0.98;
    private static final double GREED = 0.1;

    private final int actions;
    private final Map<Long, float[]> table = new HashMap<>();

    Habit(int actions) {
        this.actions = actions;
    }

    static long name(byte[] view) {
        long hash = 0;
        for (byte kind : view)
            hash = LongMap.mix(hash + 0x9e3779b97f4a7c15L) + kind;
        return LongMap.mix(hash);
    }

    Map<Long, float[]> table() {
        return table;
    }

    void learn(long from, int action, double reward, boolean terminal, long to) {
        float[] q = table.computeIfAbsent(from, k -> new float[actions]);
        float[] next = table.get(to);
        double target = reward + (terminal || next == null ? 0 : GAMMA * next[best(next, 0)]);
        q[action] += (float) (STEP * (target - q[action]));
    }

    int act(long view, RandomGenerator random) {
        float[] q = table.get(view);
        if (q == null || random.nextDouble() < GREED)
            return random.nextInt(actions);
        return best(q, random.nextInt(actions));
    }

    /** The best action; among equals the first at or after {@code from}. */
    private int best(float[] q, int from) {
        int best = from;
        for (int i = 1; i < actions; i++)
            if (q[(from + i) % actions] > q[best])
                best = (from + i) % actions;
        return best;
    }
}
