package io.engram.inference.transformer;

import io.engram.tensor.kernel.Kernels;
import io.engram.tensor.kernel.Workers;

/** The arithmetic of one transformer: kernels, the threads they run on, and scratch of the running thread. */
final class Compute implements AutoCloseable {
    private final Kernels kernels;
    private final Workers workers;
    private float[] inputs = new float[0];
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

    /** At least {@code n} floats that belong to the running thread until its next call. */
    float[] local(int n) {
        float[] buffer = local.get();
        if (buffer.length < n) {
            buffer = new float[n];
            local.set(buffer);
        }
        return buffer;
    }

    /** At least {@code n} floats until the next call; for the thread that computes the batch. */
    float[] inputs(int n) {
        if (inputs.length < n) {
            inputs = new float[n];
        }
        return inputs;
    }

    @Override
    public void close() {
        workers.close();
    }
}
