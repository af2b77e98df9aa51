package io.engram.memory.recall;

import java.util.Arrays;

/** What one search writes into; kept and used again. Arrays are [ordinal]; what was touched is cleared. Not thread-safe. */
final class Workspace {
    final LexicalSearch lexical = new LexicalSearch();
    private float[] dense = new float[0];
    private boolean[] isCandidate = new boolean[0];
    private int[] candidates = new int[1024];
    private int candidatesSize;
    private int[] denseHits = new int[256];
    private int denseSize;

    void begin(int documents) {
        for (int i = 0; i < candidatesSize; i++) {
            isCandidate[candidates[i]] = false;
        }
        for (int i = 0; i < denseSize; i++) {
            dense[denseHits[i]] = 0;
        }
        candidatesSize = 0;
        denseSize = 0;
        if (dense.length < documents) {
            dense = new float[documents + (documents >> 2) + 16];
            isCandidate = new boolean[dense.length];
        }
    }

    void addCandidate(int ordinal) {
        isCandidate[ordinal] = true;
        if (candidatesSize == candidates.length) {
            candidates = Arrays.copyOf(candidates, candidatesSize * 2);
        }
        candidates[candidatesSize++] = ordinal;
    }

    boolean isCandidate(int ordinal) {
        return isCandidate[ordinal];
    }

    int candidates() {
        return candidatesSize;
    }

    int candidate(int i) {
        return candidates[i];
    }

    /** Sets the dense signal, in [0, 1]; the worst hit has 0. */
    void setDense(int ordinal, float signal) {
        dense[ordinal] = signal;
        if (denseSize == denseHits.length) {
            denseHits = Arrays.copyOf(denseHits, denseSize * 2);
        }
        denseHits[denseSize++] = ordinal;
    }

    float dense(int ordinal) {
        return dense[ordinal];
    }

    int denseHits() {
        return denseSize;
    }

    int denseHit(int i) {
        return denseHits[i];
    }
}
