package io.engram.bench.memory;

import java.io.IOException;

/** A vector index under test: ids are positions in the data; similarity is the inner product of unit vectors. */
interface VectorEngine extends AutoCloseable {
    String name();

    void build(float[][] vectors) throws IOException, InterruptedException;

    /** The ids of about the k best, best first, with a beam of {@code ef}. */
    int[] search(float[] query, int k, int ef) throws IOException;

    @Override
    void close() throws IOException;
}
