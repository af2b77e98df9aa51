package io.engram.inference.transformer;

import io.engram.tensor.kernel.Kernels;
import io.engram.tensor.kernel.Workers;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The arithmetic of one transformer: kernels, the threads they run on, and scratch of the running thread. */
final class Compute implements AutoCloseable {
    private final Kernels kernels;
    private final Workers workers;
    private final Map<Integer, Inputs> streams = new HashMap<>();
    private final Map<Integer, Inputs> inners = new HashMap<>();
    private int[] all = new int[0];
    private @Nullable AdapterPass adapters;
    private final ThreadLocal<float[]> local = ThreadLocal.withInitial(() -> new float[0]);

    Compute(Kernels kernels, int threads) {
        this.kernels = kernels;
        this.workers = new Workers(threads);
    }

    Kernels kernels() {
        return kernels;
    }

    int threads() {
        return workers.threads();
    }

    /** See {@link Workers#run}. */
    void rows(int rows, int grain, int tokens, float[] y, int yo, int yStride, Workers.RowTask task) {
        workers.run(rows, grain, tokens, y, yo, yStride, task);
    }

    /** See {@link Workers#runOnce}. */
    void once(int rows, int grain, int width, long work, Workers.StateTask task) {
        workers.runOnce(rows, grain, width, work, task);
    }

    /** At least {@code n} floats that belong to the running thread until its next call. */
    float[] local(int n) {
        float[] buffer = local.get();
        if (buffer.length < n) {
            buffer = new float[n];
            local.set(buffer);
        }
        return buffer;
    }

    /** What a layer's half takes in, {@code [rows][columns]}; valid until the next call. */
    Inputs stream(float[] x, int rows, int columns) {
        return streams.computeIfAbsent(columns, n -> new Inputs(kernels, n)).load(x, 0, columns, rows);
    }

    /** Intermediate rows within a half; valid until the next call. */
    Inputs inner(float[] x, int offset, int stride, int rows, int columns) {
        return inners.computeIfAbsent(columns, n -> new Inputs(kernels, n)).load(x, offset, stride, rows);
    }

    /** Intermediate rows {@code [rows][columns]}. */
    Inputs inner(float[] x, int rows, int columns) {
        return inner(x, 0, columns, rows, columns);
    }

    /** The list 0, 1, ... of at least {@code n} elements. */
    int[] all(int n) {
        if (all.length < n) {
            all = IntStream.range(0, Math.max(n, 2 * all.length)).toArray();
        }
        return all;
    }

    /** Sets what is added to weights in the running batch; null for nothing. */
    void adapt(@Nullable AdapterPass pass) {
        adapters = pass;
    }

    /** What is added to weights in the running batch, or null. */
    @Nullable
    AdapterPass adapters() {
        return adapters;
    }

    @Override
    public void close() {
        workers.close();
    }
}
