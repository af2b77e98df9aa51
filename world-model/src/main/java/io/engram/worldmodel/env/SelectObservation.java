package io.engram.worldmodel.env;

import io.engram.worldmodel.Environment;
import io.engram.worldmodel.Space;

/** Shows only some entries of a vector, in the order given. */
public final class SelectObservation extends VectorWrapper {
    private final int[] entries;

    public SelectObservation(Environment inner, int... entries) {
        super(inner);
        if (entries.length == 0) {
            throw new IllegalArgumentException("entries: expected at least one, received none");
        }
        for (int entry : entries) {
            if (entry < 0 || entry >= innerLength()) {
                throw new IllegalArgumentException("entry: expected 0.." + (innerLength() - 1) + ", received " + entry);
            }
        }
        this.entries = entries.clone();
    }

    @Override
    public Space.Box observationSpace() {
        Space.Box box = (Space.Box) inner().observationSpace();
        return new Space.Box(entries.length, box.low(), box.high());
    }

    @Override
    float[] change(float[] seen, boolean first) {
        float[] some = new float[entries.length];
        for (int i = 0; i < some.length; i++) {
            some[i] = seen[entries[i]];
        }
        return some;
    }
}
