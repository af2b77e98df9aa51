package io.engram.inference.transformer;

import io.engram.inference.KvType;
import java.nio.ByteBuffer;

/**
 * Keys and values of past positions. Without a window it grows with the sequence, so that a long context costs memory only
 * when it is used. With a window it is a ring: position p lies in slot {@code p mod slots}, and there are as many slots as
 * the positions that the rows of one batch can see, the largest batch so far counting.
 *
 * <p>A ring is not positional: it forgets. It can go back by itself to where it still holds all that a next token would see,
 * which {@link #reaches} tells, and else to a copy. Its stored form is what the next token sees.
 */
final class KvCache implements LayerState {
    private static final int FIRST_POSITIONS = 64;

    private final KvStore keys;
    private final KvStore values;
    /** Positions that a token sees, its own included. */
    private final int window;
    private final boolean ring;
    private final int capacity;
    private int slots;
    /** Positions held: from start to end - 1. */
    private int start;
    private int end;

    /**
     * @param valueDim
     *            0 if values are part of the keys
     * @param window
     *            positions that a token sees, its own included; 0 for all
     * @param capacity
     *            most positions
     */
    KvCache(KvType type, int heads, int keyDim, int valueDim, int window, int capacity) {
        this.keys = new KvStore(type, heads, keyDim);
        this.values = new KvStore(type, heads, valueDim);
        this.ring = window > 0;
        this.window = ring ? window : capacity;
        this.capacity = capacity;
    }

    private KvCache(KvCache other) {
        keys = new KvStore(other.keys);
        values = new KvStore(other.values);
        window = other.window;
        ring = other.ring;
        capacity = other.capacity;
        slots = other.slots;
        start = other.start;
        end = other.end;
    }

    KvStore keys() {
        return keys;
    }

    KvStore values() {
        return values;
    }

    /** Where a position lies. */
    int slot(int position) {
        return ring ? position % slots : position;
    }

    /** How many of the positions {@code from .. to - 1} lie in slots that follow each other. */
    int together(int from, int to) {
        return ring ? Math.min(to - from, slots - from % slots) : to - from;
    }

    /** Positions in memory. */
    int slots() {
        return slots;
    }

    /**
     * Takes rows in at a position, which is where the rows before ended.
     *
     * @param k
     *            {@code [rows][heads][keyDim]} from {@code ko} on
     * @param v
     *            {@code [rows][heads][valueDim]} from {@code vo} on
     */
    void put(int position, int rows, float[] k, int ko, float[] v, int vo) {
        reserve(position + rows);
        for (int i = 0; i < rows; i++) {
            int slot = slot(position + i);
            keys.put(slot, k, ko + i * keys.width());
            if (values.width() > 0) {
                values.put(slot, v, vo + i * values.width());
            }
        }
        end = position + rows;
        start = Math.max(start, end - slots);
    }

    @Override
    public void reserve(int to) {
        // Before the rows from end on are written, the first of them must find its whole window.
        int needed = ring ? Math.min(to, window - 1 + to - end) : to;
        if (needed > slots) {
            grow(Math.min(capacity, Math.max(Math.max(needed, FIRST_POSITIONS), ring ? 0 : slots + slots / 2)));
        }
    }

    /** In a ring the positions held move to their new slots. */
    private void grow(int larger) {
        if (!ring || end == 0) {
            keys.resize(larger);
            values.resize(larger);
            slots = larger;
            return;
        }
        ByteBuffer held = ByteBuffer.allocate(Math.multiplyExact(end - start, slotBytes()));
        for (int p = start; p < end; p++) {
            writeSlot(slot(p), held);
        }
        keys.resize(larger);
        values.resize(larger);
        slots = larger;
        held.flip();
        for (int p = start; p < end; p++) {
            readSlot(slot(p), held);
        }
    }

    @Override
    public LayerState copy() {
        return new KvCache(this);
    }

    @Override
    public boolean positional() {
        return !ring;
    }

    @Override
    public boolean reaches(int position) {
        return position == 0 || Math.max(0, position - window + 1) >= start;
    }

    @Override
    public boolean truncate(int position) {
        if (!reaches(position)) {
            return false;
        }
        start = position == 0 ? 0 : start;
        end = Math.min(end, position);
        return true;
    }

    private int slotBytes() {
        return keys.slotBytes() + values.slotBytes();
    }

    @Override
    public long bytes(int from, int to) {
        return (long) slotBytes() * (ring ? window - 1 : to - from);
    }

    @Override
    public void write(int from, int to, ByteBuffer out) {
        if (!ring) {
            for (int p = from; p < to; p++) {
                keys.write(p, out);
            }
            for (int p = from; p < to; p++) {
                values.write(p, out);
            }
            return;
        }
        int held = Math.min(to, window - 1);
        for (int p = to - held; p < to; p++) {
            writeSlot(slot(p), out);
        }
        for (int i = held * slotBytes(); i < (window - 1) * slotBytes(); i++) {
            out.put((byte) 0);
        }
    }

    @Override
    public void read(int from, int to, ByteBuffer in) {
        if (!ring) {
            reserve(to);
            end = Math.max(end, to);
            for (int p = from; p < to; p++) {
                keys.read(p, in);
            }
            for (int p = from; p < to; p++) {
                values.read(p, in);
            }
            return;
        }
        int held = Math.min(to, window - 1);
        start = 0;
        end = 0;
        if (held > slots) {
            grow(Math.max(held, FIRST_POSITIONS));
        }
        start = to - held;
        end = to;
        for (int p = start; p < to; p++) {
            readSlot(slot(p), in);
        }
        in.position(in.position() + (window - 1 - held) * slotBytes());
    }

    private void writeSlot(int slot, ByteBuffer out) {
        keys.write(slot, out);
        values.write(slot, out);
    }

    private void readSlot(int slot, ByteBuffer in) {
        keys.read(slot, in);
        values.read(slot, in);
    }
}
