package io.engram.worldmodel.ensemble;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Lived transitions in flat arrays, the oldest overwritten when full. A state has {@code width} numbers ({@code
 * StateForm}), an observation the first {@code seen} of them.
 */
final class Lived {
    final int width;
    final int seen;
    private final int capacity;
    private int written;
    float[] states = new float[0];
    int[] actions = new int[0];
    float[] next = new float[0];
    float[] rewards = new float[0];
    boolean[] ended = new boolean[0];
    /** Steps whose end was the world's doing, in order; for drawing them more often. */
    private int[] ends = new int[16];
    private int endCount;

    Lived(int width, int seen, int capacity) {
        this.width = width;
        this.seen = seen;
        this.capacity = capacity;
    }

    int size() {
        return Math.min(written, capacity);
    }

    int ends() {
        return endCount;
    }

    void add(float[] state, int action, float[] observed, float reward, boolean terminated) {
        int i = written % capacity;
        if (written < capacity && i >= actions.length)
            grow(Math.min(capacity, Math.max(256, actions.length * 2)));
        if (written >= capacity && ended[i])
            forgetEnd(i);
        System.arraycopy(state, 0, states, i * width, width);
        System.arraycopy(observed, 0, next, i * seen, seen);
        actions[i] = action;
        rewards[i] = reward;
        ended[i] = terminated;
        if (terminated) {
            if (endCount == ends.length)
                ends = Arrays.copyOf(ends, endCount * 2);
            ends[endCount++] = i;
        }
        written++;
    }

    private void forgetEnd(int step) {
        for (int k = 0; k < endCount; k++)
            if (ends[k] == step) {
                ends[k] = ends[--endCount];
                return;
            }
    }

    private void grow(int to) {
        states = Arrays.copyOf(states, to * width);
        actions = Arrays.copyOf(actions, to);
        next = Arrays.copyOf(next, to * seen);
        rewards = Arrays.copyOf(rewards, to);
        ended = Arrays.copyOf(ended, to);
    }

    /** A random step; one of the newest tenth with the given share. */
    int draw(RandomGenerator random, double fresh) {
        int size = size();
        if (size > 20 && random.nextDouble() < fresh) {
            int back = 1 + random.nextInt(size / 10);
            return Math.floorMod(written - back, capacity);
        }
        return random.nextInt(size);
    }

    /** A random step at which the world ended an episode; there must be one. */
    int drawEnd(RandomGenerator random) {
        return ends[random.nextInt(endCount)];
    }
}
