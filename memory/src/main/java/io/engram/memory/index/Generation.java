package io.engram.memory.index;

/** Slots, their ids and their graph, from one rebuild to the next. */
final class Generation {
    final Vectors vectors;
    /** Guarded by the index's lock for changes. */
    final SlotTable slots = new SlotTable();
    final Graph graph;
    final GraphBuilder builder;
    /** Dead slots; guarded by the index's lock for changes. */
    int dead;

    Generation(VectorIndexOptions options) {
        vectors = new Vectors(options.dimensions());
        graph = new Graph(options.maxConnections());
        builder = new GraphBuilder(vectors, graph, options);
    }
}
