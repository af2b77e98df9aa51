package io.engram.bench.memory;

import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.ListRandomAccessVectorValues;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** jvector on the heap with exact floats: degree 32, beam 200, overflow 1.2, alpha 1.2, with hierarchy. */
final class JvectorEngine implements VectorEngine {
    private static final VectorTypeSupport TYPES = VectorizationProvider.getInstance().getVectorTypeSupport();
    private final int dimensions;
    private @Nullable ListRandomAccessVectorValues values;
    private @Nullable GraphSearcher searcher;

    JvectorEngine(int dimensions) {
        this.dimensions = dimensions;
    }

    @Override
    public String name() {
        return "jvector 4.0.0-rc.8";
    }

    @Override
    public void build(float[][] vectors) throws IOException {
        List<VectorFloat<?>> list = new ArrayList<>();
        for (float[] vector : vectors) {
            list.add(TYPES.createFloatVector(vector));
        }
        ListRandomAccessVectorValues all = new ListRandomAccessVectorValues(list, dimensions);
        try (GraphIndexBuilder builder = new GraphIndexBuilder(all, VectorSimilarityFunction.DOT_PRODUCT, 32, 200, 1.2f,
                1.2f, true)) {
            ImmutableGraphIndex graph = builder.build(all);
            searcher = new GraphSearcher(graph);
        }
        values = all;
    }

    @Override
    public int[] search(float[] query, int k, int ef) {
        GraphSearcher in = Objects.requireNonNull(searcher, "built first");
        SearchResult result = in.search(
                DefaultSearchScoreProvider.exact(TYPES.createFloatVector(query), VectorSimilarityFunction.DOT_PRODUCT,
                        Objects.requireNonNull(values)),
                k, ef, 0f, 0f, Bits.ALL);
        SearchResult.NodeScore[] nodes = result.getNodes();
        int[] ids = new int[nodes.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = nodes[i].node;
        }
        return ids;
    }

    @Override
    public void close() throws IOException {
        if (searcher != null) {
            searcher.close();
        }
    }
}
