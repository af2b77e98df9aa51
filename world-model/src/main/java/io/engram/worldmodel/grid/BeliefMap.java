package io.engram.worldmodel.grid;

import java.util.Arrays;

/**
 * What is believed about the place now: a map of the kinds last seen in each cell, the observer's pose on it, and what
 * its own cell shows. The map is 64x64 cells and wraps around; the episode begins in its middle.
 */
final class BeliefMap {
    final byte[] map = new byte[Motion.SIDE * Motion.SIDE];
    int pose;
    int self;

    void clear(int selfKind) {
        Arrays.fill(map, (byte) 0);
        pose = Motion.start();
        self = selfKind;
    }

    void copyFrom(BeliefMap other) {
        System.arraycopy(other.map, 0, map, 0, map.length);
        pose = other.pose;
        self = other.self;
    }

    int kind(int cell) {
        return map[cell] & 255;
    }

    long key() {
        long key = self;
        for (int f = 1; f < Patch.FEATURES; f++)
            key |= Patch.with(f, kind(Motion.cell(pose, Patch.DX[f], Patch.DY[f])));
        return key;
    }
}
