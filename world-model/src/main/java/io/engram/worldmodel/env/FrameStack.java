package io.engram.worldmodel.env;

import io.engram.worldmodel.Environment;
import io.engram.worldmodel.Space;
import java.util.Arrays;

/** Shows the last few vectors side by side, oldest first; at the start of an episode the first one fills all places. */
public final class FrameStack extends VectorWrapper {
    private final int frames;
    private float[] stacked;

    public FrameStack(Environment inner, int frames) {
        super(inner);
        if (frames < 1) {
            throw new IllegalArgumentException("frames: expected at least 1, received " + frames);
        }
        this.frames = frames;
        stacked = new float[frames * innerLength()];
    }

    @Override
    public Space.Box observationSpace() {
        Space.Box box = (Space.Box) inner().observationSpace();
        return new Space.Box(frames * box.length(), box.low(), box.high());
    }

    @Override
    float[] change(float[] seen, boolean first) {
        int length = innerLength();
        float[] next = first ? new float[stacked.length] : Arrays.copyOfRange(stacked, length, length + stacked.length);
        for (int f = first ? 0 : frames - 1; f < frames; f++) {
            System.arraycopy(seen, 0, next, f * length, length);
        }
        stacked = next;
        return next.clone();
    }
}
