package io.engram.inference.transformer;

import java.util.List;

/** Everything a model remembers of one sequence of tokens. Belongs to one thread at a time. */
public final class SequenceState {
    private final List<LayerState> layers;
    private final int capacity;
    private int position;

    SequenceState(List<LayerState> layers, int capacity) {
        this.layers = List.copyOf(layers);
        this.capacity = capacity;
    }

    LayerState layer(int index) {
        return layers.get(index);
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

    /** An independent copy. */
    public SequenceState copy() {
        SequenceState copy = new SequenceState(layers.stream().map(LayerState::copy).toList(), capacity);
        copy.position = position;
        return copy;
    }

    /** Whether the state can go back to any earlier position by itself, without a checkpoint. */
    public boolean rewindable() {
        return layers.stream().noneMatch(RecurrentState.class::isInstance);
    }

    /**
     * Forgets everything from {@code target} on.
     *
     * @return false, with nothing changed, if that needs a checkpoint
     */
    public boolean truncate(int target) {
        if (target < 0 || target > position) {
            throw new IllegalArgumentException(
                    "position: expected an integer in [0, " + position + "], received " + target);
        }
        if (target == position) {
            return true;
        }
        if (target != 0 && !rewindable()) {
            return false;
        }
        layers.forEach(l -> l.truncate(target));
        position = target;
        return true;
    }

    /** Floats that {@link #write} hands out. */
    public long floats() {
        return floats(position);
    }

    /** Floats that {@link #write} would hand out after {@code tokens} tokens. */
    public long floats(int tokens) {
        return layers.stream().mapToLong(l -> l.floats(tokens)).sum();
    }

    /** Hands out every float of the state, in a fixed order. */
    public void write(FloatSink out) {
        layers.forEach(l -> l.write(position, out));
    }

    /** Takes back what {@link #write} handed out after {@code tokens} tokens. */
    public void read(int tokens, FloatSource in) {
        layers.forEach(l -> l.read(tokens, in));
        position = tokens;
    }

    /** Takes pieces of float arrays. */
    @FunctionalInterface
    public interface FloatSink {
        /** Takes {@code n} values from {@code off} on. */
        void put(float[] values, int off, int n);
    }

    /** Fills pieces of float arrays. */
    @FunctionalInterface
    public interface FloatSource {
        /** Fills {@code n} values from {@code off} on. */
        void get(float[] values, int off, int n);
    }
}
