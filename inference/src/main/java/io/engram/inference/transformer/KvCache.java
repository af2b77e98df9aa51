package io.engram.inference.transformer;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Keys and values of past positions: {@code keys[position][keyWidth]}, {@code values[position][valueWidth]}. Grows with the
 * sequence, so that a long context costs memory only when it is used.
 */
final class KvCache implements LayerState {
    private static final int FIRST_POSITIONS = 64;

    private final int keyWidth;
    private final int valueWidth;
    private final int capacity;
    private float[] keys;
    private float[] values;

    /**
     * @param capacity
     *            most positions
     */
    KvCache(int keyWidth, int valueWidth, int capacity) {
        this.keyWidth = keyWidth;
        this.valueWidth = valueWidth;
        this.capacity = capacity;
        this.keys = new float[0];
        this.values = new float[0];
    }

    private KvCache(KvCache other) {
        this(other.keyWidth, other.valueWidth, other.capacity);
        keys = other.keys.clone();
        values = other.values.clone();
    }

    int keyWidth() {
        return keyWidth;
    }

    int valueWidth() {
        return valueWidth;
    }

    float[] keys() {
        return keys;
    }

    float[] values() {
        return values;
    }

    @Override
    public void reserve(int end) {
        long have = keys.length / keyWidth;
        if (end > have) {
            long positions = Math.min(capacity, Math.max(Math.max(end, FIRST_POSITIONS), have + have / 2));
            keys = Arrays.copyOf(keys, Math.toIntExact(positions * keyWidth));
            values = Arrays.copyOf(values, Math.toIntExact(positions * valueWidth));
        }
    }

    @Override
    public LayerState copy() {
        return new KvCache(this);
    }

    @Override
    public boolean positional() {
        return true;
    }

    @Override
    public boolean truncate(int position) {
        return true;
    }

    @Override
    public long bytes(int from, int to) {
        return (long) Float.BYTES * (to - from) * (keyWidth + valueWidth);
    }

    @Override
    public void write(int from, int to, ByteBuffer out) {
        StateBytes.put(out, keys, from * keyWidth, (to - from) * keyWidth);
        StateBytes.put(out, values, from * valueWidth, (to - from) * valueWidth);
    }

    @Override
    public void read(int from, int to, ByteBuffer in) {
        reserve(to);
        StateBytes.get(in, keys, from * keyWidth, (to - from) * keyWidth);
        StateBytes.get(in, values, from * valueWidth, (to - from) * valueWidth);
    }
}
