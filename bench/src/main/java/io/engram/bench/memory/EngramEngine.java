package io.engram.bench.memory;

import io.engram.memory.index.VectorIndex;
import io.engram.memory.index.VectorIndexOptions;
import io.engram.memory.index.VectorIndexes;
import java.util.List;

/** Ours: HNSWlib-java's graph, M 16, efConstruction 200; walked on 8-bit codes, the best scored again on floats. */
final class EngramEngine implements VectorEngine {
    private final VectorIndex index;

    EngramEngine(int dimensions) {
        index = VectorIndexes.create(VectorIndexOptions.of(dimensions));
    }

    @Override
    public String name() {
        return "engram";
    }

    @Override
    public void build(float[][] vectors) throws InterruptedException {
        for (int i = 0; i < vectors.length; i++) {
            index.add(i, vectors[i]);
        }
        index.awaitIdle();
    }

    @Override
    public int[] search(float[] query, int k, int ef) {
        List<VectorIndex.Hit> hits = index.search(query, k, ef, VectorIndex.ALL);
        int[] ids = new int[hits.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (int) hits.get(i).id();
        }
        return ids;
    }

    @Override
    public void close() {
        index.close();
    }
}
