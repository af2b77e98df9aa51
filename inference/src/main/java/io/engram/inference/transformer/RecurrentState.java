package io.engram.inference.transformer;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** State of fixed size that every token overwrites: past inputs of a convolution and the memory of a recurrence. */
final class RecurrentState implements LayerState {
    /** {@code [kernel - 1][channels]}, oldest first. */
    private final float[] inputs;
    private final float[] memory;

    RecurrentState(int inputs, int memory) {
        this(new float[inputs], new float[memory]);
    }

    private RecurrentState(float[] inputs, float[] memory) {
        this.inputs = inputs;
        this.memory = memory;
    }

    float[] inputs() {
        return inputs;
    }

    float[] memory() {
        return memory;
    }

    @Override
    public LayerState copy() {
        return new RecurrentState(inputs.clone(), memory.clone());
    }

    @Override
    public boolean positional() {
        return false;
    }

    @Override
    public boolean reaches(int position) {
        return position == 0;
    }

    @Override
    public boolean truncate(int position) {
        if (position == 0) {
            Arrays.fill(inputs, 0);
            Arrays.fill(memory, 0);
        }
        return position == 0;
    }

    @Override
    public long bytes(int from, int to) {
        return Float.BYTES * ((long) inputs.length + memory.length);
    }

    @Override
    public void write(int from, int to, ByteBuffer out) {
        StateBytes.put(out, inputs, 0, inputs.length);
        StateBytes.put(out, memory, 0, memory.length);
    }

    @Override
    public void read(int from, int to, ByteBuffer in) {
        StateBytes.get(in, inputs, 0, inputs.length);
        StateBytes.get(in, memory, 0, memory.length);
    }
}
