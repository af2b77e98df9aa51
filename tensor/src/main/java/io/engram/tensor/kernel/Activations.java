package io.engram.tensor.kernel;

import io.engram.tensor.ShapeException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A batch of inputs that several matrices share, with the rounded forms that {@link PackedMatrix} products need: each form
 * is made at most once per {@link #load}.
 *
 * <p>The floats are not copied; the array must stay as it is until the last product. Loading and preparing belong to one
 * thread; products on other threads may follow.
 */
public final class Activations {
    private final int cols;
    private final int capacity;
    private float[] x = new float[0];
    private int offset;
    private int stride;
    private int tokens;
    private @Nullable RoundedBatch by32;
    private @Nullable RoundedBatch by256;

    /**
     * An empty batch.
     *
     * @param cols
     *            inputs per token
     * @param capacity
     *            most tokens of a batch
     */
    public Activations(int cols, int capacity) {
        if (cols < 0 || capacity < 0) {
            throw new ShapeException(
                    "activations: expected cols and capacity >= 0, received " + cols + ", " + capacity);
        }
        this.cols = cols;
        this.capacity = capacity;
    }

    /** Inputs per token. */
    public int cols() {
        return cols;
    }

    /** Most tokens of a batch. */
    public int capacity() {
        return capacity;
    }

    /** Tokens of the current batch. */
    public int tokens() {
        return tokens;
    }

    /** Refers to a batch: token t is {@code values[off + t * distance ...]}. */
    public void load(float[] values, int off, int distance, int count) {
        if (count > capacity) {
            throw new ShapeException("activations: expected at most " + capacity + " tokens, received " + count);
        }
        Ranges.dense("activations", values, off, count, count > 1 ? cols : 0, count > 1 ? distance : cols);
        if (count > 0) {
            Objects.checkFromIndexSize(off, cols, values.length);
        }
        x = values;
        offset = off;
        stride = distance;
        tokens = count;
        if (by32 != null) {
            by32.clear();
        }
        if (by256 != null) {
            by256.clear();
        }
    }

    float[] values() {
        return x;
    }

    /** Where token t starts in {@link #values}. */
    int at(int token) {
        return offset + Objects.checkIndex(token, tokens) * stride;
    }

    /** The form with one scale per {@code block} (32 or 256) inputs, made if need be. */
    RoundedBatch round(int block) {
        RoundedBatch form = block == 32 ? by32 : by256;
        if (form == null) {
            form = new RoundedBatch(cols, capacity, block);
            if (block == 32) {
                by32 = form;
            } else {
                by256 = form;
            }
        }
        if (!form.ready()) {
            form.round(x, offset, stride, tokens);
        }
        return form;
    }

    /** The form that {@link #round} made. */
    RoundedBatch rounded(int block) {
        RoundedBatch form = block == 32 ? by32 : by256;
        if (form == null || !form.ready()) {
            throw new IllegalStateException(
                    "activations: expected prepare() of the matrix after load(), received none");
        }
        return form;
    }
}
