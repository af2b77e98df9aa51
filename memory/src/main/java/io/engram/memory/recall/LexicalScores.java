package io.engram.memory.recall;

import java.util.Arrays;

/**
 * Accumulators of one lexical query, reused by later queries of the same searcher. Arrays are [ordinal] or [group]; only
 * entries that were touched are cleared. Not thread-safe.
 */
final class LexicalScores {
    interface GroupWeight {
        double of(int group, int frequency);
    }

    private float[] turn = new float[0];
    private float[] window = new float[0];
    private float[] session = new float[0];
    private int[] frequency = new int[0];
    private boolean[] seen = new boolean[0];
    private int[] touched = new int[64];
    private int touchedSize;
    private int[] gathered = new int[64];
    private int gatheredSize;

    private float[] groupScore = new float[16];
    private int[] groupFrequency = new int[16];
    private int[] gatheredGroups = new int[16];
    private int gatheredGroupsSize;
    private int groupCount;

    /** Clears what the last query touched and makes room. */
    void reset(int documents) {
        for (int i = 0; i < touchedSize; i++) {
            int ordinal = touched[i];
            turn[ordinal] = 0;
            window[ordinal] = 0;
            session[ordinal] = 0;
            seen[ordinal] = false;
        }
        touchedSize = 0;
        Arrays.fill(groupScore, 0);
        if (turn.length < documents) {
            int to = documents + (documents >> 2) + 16;
            turn = new float[to];
            window = new float[to];
            session = new float[to];
            frequency = new int[to];
            seen = new boolean[to];
        }
    }

    void groups(int count) {
        groupCount = count;
        if (groupScore.length < count) {
            groupScore = Arrays.copyOf(groupScore, count * 2);
            groupFrequency = Arrays.copyOf(groupFrequency, count * 2);
            gatheredGroups = Arrays.copyOf(gatheredGroups, count * 2);
        }
    }

    int groupCount() {
        return groupCount;
    }

    void beginTerm() {
        gatheredSize = 0;
        gatheredGroupsSize = 0;
    }

    private void touch(int ordinal) {
        if (!seen[ordinal]) {
            seen[ordinal] = true;
            if (touchedSize == touched.length) {
                touched = Arrays.copyOf(touched, touchedSize * 2);
            }
            touched[touchedSize++] = ordinal;
        }
    }

    void turn(int ordinal, float score) {
        touch(ordinal);
        turn[ordinal] += score;
    }

    void gather(int ordinal, int count) {
        if (frequency[ordinal] == 0) {
            if (gatheredSize == gathered.length) {
                gathered = Arrays.copyOf(gathered, gatheredSize * 2);
            }
            gathered[gatheredSize++] = ordinal;
        }
        frequency[ordinal] += count;
    }

    void gatherGroup(int group, int count) {
        if (groupFrequency[group] == 0) {
            gatheredGroups[gatheredGroupsSize++] = group;
        }
        groupFrequency[group] += count;
    }

    int gathered() {
        return gatheredSize;
    }

    int gatheredOrdinal(int i) {
        return gathered[i];
    }

    int gatheredFrequency(int ordinal) {
        return frequency[ordinal];
    }

    int gatheredGroups() {
        return gatheredGroupsSize;
    }

    void window(int ordinal, float score) {
        touch(ordinal);
        window[ordinal] += score;
    }

    void endTerm(GroupWeight weight) {
        for (int i = 0; i < gatheredSize; i++) {
            frequency[gathered[i]] = 0;
        }
        for (int i = 0; i < gatheredGroupsSize; i++) {
            int group = gatheredGroups[i];
            groupScore[group] += (float) weight.of(group, groupFrequency[group]);
            groupFrequency[group] = 0;
        }
    }

    void session(int ordinal, float score) {
        session[ordinal] = score;
    }

    float groupScore(int group) {
        return group < 0 ? 0 : groupScore[group];
    }

    int touched() {
        return touchedSize;
    }

    int touchedOrdinal(int i) {
        return touched[i];
    }

    float turn(int ordinal) {
        return turn[ordinal];
    }

    float window(int ordinal) {
        return window[ordinal];
    }

    float session(int ordinal) {
        return session[ordinal];
    }
}
