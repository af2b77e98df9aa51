package io.engram.memory.index;

import io.engram.memory.snapshot.SnapshotPart;
import java.util.List;
import java.util.function.LongPredicate;

/** Unit vectors by id, searched by inner product (cosine, as the vectors are of length 1). */
public interface VectorIndex extends AutoCloseable {

    /** Lets every id pass. */
    LongPredicate ALL = id -> true;

    /**
     * A found vector.
     *
     * @param id
     *            as given to {@link #add}
     * @param score
     *            inner product with the query, computed from the stored floats; 1 is the same direction
     */
    record Hit(long id, float score) {
    }

    /**
     * Adds or replaces the vector of {@code id}; it is found by searches that start afterwards.
     *
     * @param unitVector
     *            [dimensions], finite, of length 1 within 1 %; copied
     */
    void add(long id, float[] unitVector);

    /** Removes and erases the vector of {@code id}; whether there was one. */
    boolean remove(long id);

    /** Whether there is a vector of this id. */
    boolean contains(long id);

    /**
     * The up to {@code k} best ids that pass the filter, best first, ties by id. Exact where the index is small or the filter
     * lets few pass; else approximate, see {@link VectorIndexOptions#efSearch}.
     *
     * @param query
     *            [dimensions], finite; its length scales the scores
     * @param filter
     *            called on the searching thread, must be fast; {@link #ALL} for none
     */
    List<Hit> search(float[] query, int k, LongPredicate filter);

    /**
     * As {@link #search(float[], int, LongPredicate)}, with this many candidates kept during the search instead of {@link
     * VectorIndexOptions#efSearch}: more is better recall, slower. An index that is exact anyway ignores it.
     */
    default List<Hit> search(float[] query, int k, int efSearch, LongPredicate filter) {
        return search(query, k, filter);
    }

    int size();

    /** Vectors and graph as a section of a snapshot. */
    SnapshotPart snapshotPart();

    int dimensions();

    /** How many vectors the graph holds; the others are scanned. */
    default int inGraph() {
        return 0;
    }

    /** Calls back on the background thread whenever the graph has grown by some thousands, and when it is complete. */
    default void onProgress(Runnable listener) {
    }

    /** Waits until work in the background, if any, is done: searches are then as fast as they get. */
    default void awaitIdle() throws InterruptedException {
    }

    /** Stops background work. Searches afterwards throw {@link IllegalStateException}. */
    @Override
    void close();
}
