package io.engram.worldmodel.grid;

import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Space;

/** The form of the egocentric view, and how an observation becomes kinds: one byte per cell, axes {@code [y][x]}. */
final class ViewShape {
    final int width;
    final int height;
    final int cells;
    final int self;
    /** Offset of each view cell from the observer. */
    final int[] dx;
    final int[] dy;
    private final Space.Grid space;
    private final CellKinds kinds;

    ViewShape(Space.Grid space, CellKinds kinds) {
        Space.Cell own = space.self().orElseThrow(() -> new IllegalArgumentException(
                "observation space: expected an egocentric grid with the observer's own cell, received " + space));
        this.space = space;
        this.kinds = kinds;
        width = space.width();
        height = space.height();
        cells = width * height;
        self = own.y() * width + own.x();
        dx = new int[cells];
        dy = new int[cells];
        for (int i = 0; i < cells; i++) {
            dx[i] = i % width - own.x();
            dy[i] = i / width - own.y();
        }
    }

    byte[] kinds(Observation observation) {
        if (!(observation instanceof Observation.GridObservation grid) || grid.width() != width
                || grid.height() != height
                || grid.channels() != space.channels())
            throw new IllegalArgumentException("observation: expected a " + width + "x"
                    + height + "x" + space.channels() + " grid, received " + observation);
        byte[] out = new byte[cells];
        for (int i = 0; i < cells; i++)
            out[i] = (byte) kinds.of(grid.cells(), i * space.channels());
        return out;
    }

    /** Writes what is seen into a belief at its present pose; returns how many cells were not known before. */
    int write(byte[] view, BeliefMap belief, boolean ownCellIsMap) {
        int fresh = 0;
        for (int i = 0; i < cells; i++) {
            if (view[i] == 0 || (i == self && !ownCellIsMap))
                continue;
            int cell = Motion.cell(belief.pose, dx[i], dy[i]);
            if (belief.map[cell] == 0)
                fresh++;
            belief.map[cell] = view[i];
        }
        return fresh;
    }
}
