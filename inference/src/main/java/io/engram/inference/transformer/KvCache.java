package io.engram.inference.transformer;

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

    /** Makes room for positions below {@code end}. */
    void reserve(int end) {
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
    public boolean truncate(int position) {
        return true;
    }

    @Override
    public long floats(int position) {
        return (long) position * (keyWidth + valueWidth);
    }

    @Override
    public void write(int position, SequenceState.FloatSink out) {
        out.put(keys, 0, position * keyWidth);
        out.put(values, 0, position * valueWidth);
    }

    @Override
    public void read(int position, SequenceState.FloatSource in) {
        reserve(position);
        in.get(keys, 0, position * keyWidth);
        in.get(values, 0, position * valueWidth);
    }
}
