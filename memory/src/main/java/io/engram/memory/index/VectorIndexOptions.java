package io.engram.memory.index;

/**
 * Shape and trade-offs of a vector index. Letters are those of Malkov and Yashunin (arXiv 1603.09320).
 *
 * @param dimensions
 *            length of every vector
 * @param exactBelow
 *            with fewer vectors than this every search scans all of them, exactly
 * @param maxConnections
 *            M: neighbours per vector above level 0, twice that on level 0; more is better recall, more memory
 * @param beamWidth
 *            efConstruction: candidates looked at when a vector is added; more is a better graph, slower adds
 * @param efSearch
 *            ef: candidates kept during a search, at least k; more is better recall, slower searches
 */
public record VectorIndexOptions(int dimensions, int exactBelow, int maxConnections, int beamWidth, int efSearch) {
    public VectorIndexOptions {
        require(dimensions >= 1 && dimensions <= 1 << 16, "dimensions must be 1 to 65536", dimensions);
        require(exactBelow >= 0, "exactBelow must not be negative", exactBelow);
        require(maxConnections >= 2 && maxConnections <= 127, "maxConnections must be 2 to 127", maxConnections);
        require(beamWidth >= maxConnections, "beamWidth must be at least maxConnections", beamWidth);
        require(efSearch >= 1, "efSearch must be at least 1", efSearch);
    }

    /** Exact below 4096 vectors, M 16, efConstruction 200, ef 100. */
    public static VectorIndexOptions of(int dimensions) {
        return new VectorIndexOptions(dimensions, 4096, 16, 200, 100);
    }

    public VectorIndexOptions withExactBelow(int vectors) {
        return new VectorIndexOptions(dimensions, vectors, maxConnections, beamWidth, efSearch);
    }

    public VectorIndexOptions withGraph(int m, int efConstruction) {
        return new VectorIndexOptions(dimensions, exactBelow, m, efConstruction, efSearch);
    }

    public VectorIndexOptions withEfSearch(int ef) {
        return new VectorIndexOptions(dimensions, exactBelow, maxConnections, beamWidth, ef);
    }

    private static void require(boolean holds, String rule, int received) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", got " + received);
        }
    }
}
