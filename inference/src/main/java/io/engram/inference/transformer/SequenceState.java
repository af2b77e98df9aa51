package io.engram.inference.transformer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Everything a model remembers of one sequence of tokens. Belongs to one thread at a time.
 *
 * <p>Layers are of two kinds. <em>Positional</em> ones keep a piece per position, so an earlier state is a part of a later
 * one. <em>Overwritten</em> ones (recurrent layers, and caches with a window) return to a {@link Snapshot}; a cache with a
 * window also goes back a little by itself.
 */
public final class SequenceState {
    private static final LayerState NOTHING = new RecurrentState(0, 0);

    private final LayerState[] layers;
    private final int capacity;
    private int position;

    SequenceState(List<LayerState> layers, int capacity) {
        this.layers = layers.toArray(LayerState[]::new);
        this.capacity = capacity;
    }

    /** The overwritten layers as they were after some tokens. Immutable; may be shared by sequences of one model. */
    public static final class Snapshot {
        private final int position;
        private final List<LayerState> overwritten;

        private Snapshot(int position, List<LayerState> overwritten) {
            this.position = position;
            this.overwritten = overwritten;
        }

        /** Tokens taken in when it was made. */
        public int position() {
            return position;
        }

        /** Its size. */
        public long bytes() {
            return overwritten.stream().mapToLong(l -> l.bytes(0, position)).sum();
        }

        /** Puts it into a buffer with room for {@link #bytes}. */
        public void write(ByteBuffer out) {
            overwritten.forEach(l -> l.write(0, position, out));
        }
    }

    LayerState layer(int index) {
        return layers[index];
    }

    /** Number of layers. */
    public int layers() {
        return layers.length;
    }

    /** Tokens taken in so far, which is the position of the next one. */
    public int position() {
        return position;
    }

    /** Most tokens it can take in. */
    public int capacity() {
        return capacity;
    }

    void advance(int tokens) {
        position += tokens;
    }

    /** Takes the memory that {@code tokens} more tokens need. */
    public void reserve(int tokens) {
        for (LayerState layer : layers) {
            layer.reserve(position + tokens);
        }
    }

    /** An independent copy. */
    public SequenceState copy() {
        List<LayerState> copies = new ArrayList<>();
        for (LayerState layer : layers) {
            copies.add(layer.copy());
        }
        SequenceState copy = new SequenceState(copies, capacity);
        copy.position = position;
        return copy;
    }

    /** Whether the state can go back to any earlier position by itself, without a snapshot. */
    public boolean rewindable() {
        for (LayerState layer : layers) {
            if (!layer.positional()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Forgets everything from {@code target} on.
     *
     * @return false, with nothing changed, if that needs a snapshot
     */
    public boolean truncate(int target) {
        if (target < 0 || target > position) {
            throw new IllegalArgumentException(
                    "position: expected an integer in [0, " + position + "], received " + target);
        }
        if (target == position) {
            return true;
        }
        for (LayerState layer : layers) {
            if (!layer.reaches(target)) {
                return false;
            }
        }
        for (LayerState layer : layers) {
            layer.truncate(target);
        }
        position = target;
        return true;
    }

    /** The overwritten layers as they are now; empty where all are positional. */
    public Snapshot snapshot() {
        List<LayerState> copies = new ArrayList<>();
        for (LayerState layer : layers) {
            if (!layer.positional()) {
                copies.add(layer.copy());
            }
        }
        return new Snapshot(position, copies);
    }

    /** Goes back to a snapshot of this sequence, or of one with the same first tokens, at or before this position. */
    public void restore(Snapshot snapshot) {
        if (snapshot.position > position) {
            throw new IllegalArgumentException(
                    "snapshot: expected one at or before " + position + ", received " + snapshot.position);
        }
        int next = 0;
        for (int i = 0; i < layers.length; i++) {
            if (layers[i].positional()) {
                layers[i].truncate(snapshot.position);
            } else {
                layers[i] = snapshot.overwritten.get(next++).copy();
            }
        }
        position = snapshot.position;
    }

    /** Gives its memory back; it can take nothing in afterwards. */
    public void release() {
        position = capacity;
        Arrays.fill(layers, NOTHING);
    }

    /** Bytes of one position in all positional layers. */
    public long positionBytes() {
        long sum = 0;
        for (LayerState layer : layers) {
            sum += layer.positional() ? layer.bytes(0, 1) : 0;
        }
        return sum;
    }

    /** Bytes of the overwritten layers. */
    public long snapshotBytes() {
        long sum = 0;
        for (LayerState layer : layers) {
            sum += layer.positional() ? 0 : layer.bytes(0, 1);
        }
        return sum;
    }

    /** Puts positions {@code from .. to - 1} of the positional layers into a buffer, position after position. */
    public void writePositions(int from, int to, ByteBuffer out) {
        for (int p = from; p < to; p++) {
            for (LayerState layer : layers) {
                if (layer.positional()) {
                    layer.write(p, p + 1, out);
                }
            }
        }
    }

    /** Takes back what {@link #writePositions} put out; the position becomes {@code to}. */
    public void readPositions(int from, int to, ByteBuffer in) {
        for (LayerState layer : layers) {
            if (layer.positional()) {
                layer.reserve(to);
            }
        }
        for (int p = from; p < to; p++) {
            for (LayerState layer : layers) {
                if (layer.positional()) {
                    layer.read(p, p + 1, in);
                }
            }
        }
        position = to;
    }

    /** Takes the overwritten layers' values, as {@link Snapshot#write} put them out at this position, from a buffer. */
    public void readSnapshot(ByteBuffer in) {
        for (LayerState layer : layers) {
            if (!layer.positional()) {
                layer.read(0, position, in);
            }
        }
    }

    /** A snapshot of another sequence of the same model, from what {@link Snapshot#write} put out at a position. */
    public Snapshot snapshotOf(int position, ByteBuffer in) {
        List<LayerState> read = new ArrayList<>();
        for (LayerState layer : layers) {
            if (!layer.positional()) {
                LayerState copy = layer.copy();
                copy.read(0, position, in);
                read.add(copy);
            }
        }
        return new Snapshot(position, read);
    }

    /** Bytes of one layer after {@code tokens} tokens. */
    public long layerBytes(int layer, int tokens) {
        return layers[layer].bytes(0, tokens);
    }

    /** Takes one layer's state after {@code tokens} tokens, in the order of session files of version 1. */
    public void readLayer(int layer, int tokens, ByteBuffer in) {
        layers[layer].reserve(tokens);
        layers[layer].read(0, tokens, in);
        position = tokens;
    }
}
