package io.engram.worldmodel.tabular;

import java.util.Arrays;

/** What followed one action in one state: outcomes in the order in which they were first seen. */
final class Pair {
    int total;
    int size;
    /** Next state; {@code ~state} where the episode ended there. */
    int[] next = new int[1];
    int[] count = new int[1];
    double[] rewards = new double[1];
    /** Index of the most frequent outcome. */
    int mode;

    /** Returns whether the outcome was new. */
    boolean add(int to, int times, double rewardSum) {
        int i = 0;
        while (i < size && next[i] != to)
            i++;
        boolean fresh = i == size;
        if (fresh) {
            if (size == next.length) {
                next = Arrays.copyOf(next, size * 2);
                count = Arrays.copyOf(count, size * 2);
                rewards = Arrays.copyOf(rewards, size * 2);
            }
            next[size++] = to;
        }
        count[i] += times;
        rewards[i] += rewardSum;
        total += times;
        if (count[i] > count[mode])
            mode = i;
        return fresh;
    }

    double probability(int outcome) {
        return (double) count[outcome] / total;
    }

    double reward(int outcome) {
        return rewards[outcome] / count[outcome];
    }
}
