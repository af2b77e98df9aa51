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
    long floats() {
        return layers.stream().mapToLong(l -> l.floats(position)).sum();
    }

    void write(LayerState.FloatSink out) {
        layers.forEach(l -> l.write(position, out));
    }

    void read(int position, LayerState.FloatSource in) {
        layers.forEach(l -> l.read(position, in));
        this.position = position;
    }
}
