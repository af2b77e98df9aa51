package io.engram.memory;

/**
 * Turns text into a unit vector so that texts of like meaning lie close. A port: the agent supplies the adapter.
 *
 * <p>Calls may take milliseconds and come from memory's embedding thread and from threads that recall, at the same time:
 * implementations must be thread-safe. Equal text must give the equal vector for as long as {@link #id()} and
 * {@link #version()} stay the same; every stored vector carries both, and a change re-embeds what is stored.
 */
public interface Embedder {
    /** A stable name, for example {@code bge-small-en-v1.5}. */
    String id();

    /** The version of model and preprocessing; a new value makes stored vectors stale. */
    String version();

    /** The length of every vector this embedder returns. */
    int dimensions();

    /**
     * The vector of a text to be found later.
     *
     * @param text not blank
     * @return a new array of {@link #dimensions()} floats with Euclidean length 1
     */
    float[] embedDocument(String text);

    /**
     * The vector of a text that asks; asymmetric models treat it differently from a document.
     *
     * @param text not blank
     * @return a new array of {@link #dimensions()} floats with Euclidean length 1
     */
    float[] embedQuery(String text);
}
