package io.engram.worldmodel.selfplay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Positions of practice games with what the search found there, the oldest overwritten when full. */
final class Positions {
    private final int actions;
    private final int capacity;
    private long written;
    long[] mine = new long[0];
    long[] theirs = new long[0];
    /** [n][actions] */
    float[] policy = new float[0];
    /** [n] expected outcome for the player who moves. */
    float[] value = new float[0];

    Positions(int actions, int capacity) {
        this.actions = actions;
        this.capacity = capacity;
    }

    int size() {
        return (int) Math.min(written, capacity);
    }

    void add(long stonesOfMover, long stonesOfOther, float[] target, float outcome) {
        int i = (int) (written % capacity);
        if (i >= value.length)
            grow(Math.min(capacity, Math.max(1024, 2 * value.length)));
        mine[i] = stonesOfMover;
        theirs[i] = stonesOfOther;
        System.arraycopy(target, 0, policy, i * actions, actions);
        value[i] = outcome;
        written++;
    }

    private void grow(int to) {
        mine = Arrays.copyOf(mine, to);
        theirs = Arrays.copyOf(theirs, to);
        policy = Arrays.copyOf(policy, to * actions);
        value = Arrays.copyOf(value, to);
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(written);
        for (int i = 0; i < size(); i++) {
            out.writeLong(mine[i]);
            out.writeLong(theirs[i]);
            out.writeFloat(value[i]);
            for (int a = 0; a < actions; a++)
                out.writeFloat(policy[i * actions + a]);
        }
    }

    /** What was saved, as new positions; the receiver is left alone. */
    Positions read(DataInput in) throws IOException {
        Positions read = new Positions(actions, capacity);
        long count = in.readLong();
        if (count < 0)
            throw new IOException("self-play model: positions: expected >= 0, received " + count);
        int kept = (int) Math.min(count, capacity);
        read.grow(kept);
        for (int i = 0; i < kept; i++) {
            read.mine[i] = in.readLong();
            read.theirs[i] = in.readLong();
            read.value[i] = in.readFloat();
            for (int a = 0; a < actions; a++)
                read.policy[i * actions + a] = in.readFloat();
        }
        read.written = count;
        return read;
    }
}
