package io.engram.tensor.layer;

import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** A table of {@code count} vectors of {@code width}, looked up by id. */
public final class Embedding {
    private final int count;
    private final int width;
    private final Parameter table;

    /** Normally distributed entries with standard deviation {@code scale}. */
    public Embedding(String name, int count, int width, float scale, RandomGenerator random) {
        this.count = count;
        this.width = width;
        this.table = new Parameter(name + ".table", Math.multiplyExact(count, width), false);
        float[] values = table.value();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * scale);
        }
    }

    /** Width of a vector. */
    public int width() {
        return width;
    }

    /** The table [count][width]. */
    public List<Parameter> parameters() {
        return List.of(table);
    }

    /** {@code y[B][width]} for {@code ids[B]}, each in [0, count). */
    public void forward(int[] ids, int batch, float[] y) {
        for (int b = 0; b < batch; b++) {
            System.arraycopy(table.value(), Objects.checkIndex(ids[b], count) * width, y, b * width, width);
        }
    }

    /** Adds {@code dy[B][width]} to the gradients of the vectors that were looked up. */
    public void backward(int[] ids, float[] dy, int batch) {
        float[] gradient = table.gradient();
        for (int b = 0; b < batch; b++) {
            int row = Objects.checkIndex(ids[b], count) * width;
            for (int i = 0; i < width; i++) {
                gradient[row + i] += dy[b * width + i];
            }
        }
    }
}
