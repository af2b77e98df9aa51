package io.engram.bench.memory;

import java.io.IOException;
import java.util.Objects;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene103.Lucene103Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.jspecify.annotations.Nullable;

/** Lucene's HNSW in memory, M 16, beam 200, one segment; floats, or its 8-bit scalar quantisation without rescoring. */
final class LuceneEngine implements VectorEngine {
    private final boolean quantised;
    private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
    private @Nullable DirectoryReader reader;
    private @Nullable IndexSearcher searcher;

    LuceneEngine(boolean quantised) {
        this.quantised = quantised;
    }

    @Override
    public String name() {
        return quantised ? "lucene 10.3.1 int8" : "lucene 10.3.1";
    }

    @Override
    public void build(float[][] vectors) throws IOException {
        KnnVectorsFormat format = quantised
                ? new Lucene99HnswScalarQuantizedVectorsFormat(16, 200)
                : new Lucene99HnswVectorsFormat(16, 200);
        IndexWriterConfig config = new IndexWriterConfig().setRAMBufferSizeMB(1024).setCodec(new Lucene103Codec() {
            @Override
            public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                return format;
            }
        });
        try (IndexWriter writer = new IndexWriter(directory, config)) {
            for (float[] vector : vectors) {
                Document document = new Document();
                document.add(new KnnFloatVectorField("v", vector, VectorSimilarityFunction.DOT_PRODUCT));
                writer.addDocument(document);
            }
            writer.forceMerge(1);
        }
        DirectoryReader opened = DirectoryReader.open(directory);
        reader = opened;
        searcher = new IndexSearcher(opened);
    }

    @Override
    public int[] search(float[] query, int k, int ef) throws IOException {
        ScoreDoc[] docs = Objects.requireNonNull(searcher, "built first").search(
                new KnnFloatVectorQuery("v", query, ef),
                k).scoreDocs;
        int[] ids = new int[docs.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = docs[i].doc; // one segment and no deletions: the document number is the order of adding
        }
        return ids;
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
        directory.close();
    }
}
