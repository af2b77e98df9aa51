package io.engram.worldmodel.grid;

import java.util.Arrays;

/** Counts outcomes in one context, with the sum of their rewards; a few distinct outcomes are expected. */
final class Tally {
    int total;
    int size;
    int[] outcome = new int[1];
    int[] count = new int[1];
    double[] rewards = new double[1];
    /** Index of the most frequent outcome; among equals the one that was counted last. */
    int mode;

    void add(int number, int times, double rewardSum) {
        int i = 0;
        while (i < size && outcome[i] != number)
            i++;
        if (i == size) {
            if (size == outcome.length) {
                outcome = Arrays.copyOf(outcome, size * 2);
                count = Arrays.copyOf(count, size * 2);
                rewards = Arrays.copyOf(rewards, size * 2);
            }
            outcome[size++] = number;
        }
        count[i] += times;
        rewards[i] += rewardSum;
        total += times;
        if (count[i] >= count[mode])
            mode = i;
    }

    void addAll(Tally other) {
        for (int i = 0; i < other.size; i++)
            add(other.outcome[i], other.count[i], other.rewards[i]);
    }

    /** How many counted outcomes were not the most frequent one. */
    int misses() {
        return total - count[mode];
    }
}
